/** Shorter ones would be found in words that are none. */
const shortest = 8;

/**
 * Takes the credential out of what an upstream says.
 *
 * All members share it and none may read it, but servers repeat what they were sent: in errors, in tools that show the
 * request. What is no secret passes untouched.
 */
export function withoutSecrets<Message extends object>(
  message: Message,
  headers: Readonly<Record<string, string>>,
): Message {
  const secrets = Object.values(headers).flatMap(spellingsOf);
  if (secrets.length === 0) return message;
  let text = JSON.stringify(message);
  if (!secrets.some((secret) => text.includes(secret))) return message;
  for (const secret of secrets) text = text.replaceAll(secret, '[removed]');
  return JSON.parse(text) as Message;
}

/** The value as JSON writes it, and what follows a scheme such as Bearer. */
function spellingsOf(value: string): string[] {
  const [, credential = ''] = /^\S+ +(\S+)$/.exec(value) ?? [];
  return [value, credential]
    .filter((secret) => secret.length >= shortest)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
}
