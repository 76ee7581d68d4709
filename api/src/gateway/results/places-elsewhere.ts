/**
 * How an address begins that leads elsewhere, as generously as those who show texts read it: with either slash, with
 * backslashes in front of signs, with line ends inside, and with characters written as their codes.
 */
export const elsewhere = String.raw`(?:h\s*t\s*t\s*p\s*s?\s*\\?:|\\?[\\/]\s*\\?[\\/]|[^\s"'<>()?#]{0,12}&(?:#|colon|b?sol|tab|newline))`;
