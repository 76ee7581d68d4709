import type { FastifyReply } from 'fastify';
import passport from 'passport';

/**
 * Runs one passport strategy on Fastify.
 *
 * Passport answers through Node's own response methods, which a Fastify reply does not have; this is the one place
 * that translates them.
 */
export class PassportFastify<User extends object> {
  private readonly passport = new passport.Authenticator();

  constructor(
    private readonly name: string,
    strategy: passport.Strategy,
  ) {
    // Registered and called by name: given the strategy itself, passport would share it between concurrent requests.
    this.passport.use(name, strategy);
  }

  /** The user of a successful strategy; undefined when the strategy has sent the browser elsewhere. */
  run(options: object, reply: FastifyReply): Promise<User | undefined> {
    return new Promise((resolve, reject) => {
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string) => void reply.header(name, value),
        end() {
          void reply.code(this.statusCode).send();
          resolve(undefined);
        },
      };
      const done = (error: unknown, user: User | false | null | undefined) => {
        if (error) reject(error as Error);
        else if (user) resolve(user);
        else reject(new Error('The strategy failed without saying why.'));
      };
      const run = this.passport.authenticate(this.name, options, done) as (
        request: object,
        response: object,
        next: (error: unknown) => void,
      ) => void;
      run({}, response, reject);
    });
  }
}
