import { defineMessage, type MessageType, t } from '@netmgr/client/protocol';
import { defineScenario, type Scenario } from '../scenario.ts';

/** The login that the gallery's duplicate login waits for. */
export const LoginMsg: MessageType<{ readonly player: string }> = defineMessage(2001, 'LoginMsg', { player: t.string });

/** Makes the scenario for a game's own login message. */
export const createDuplicateLogin = <T>(login: MessageType<T>, playerOf: (message: T) => string | number): Scenario =>
  defineScenario(
    'duplicate login',
    (s) => {
      const seats = new Map<string | number, number>();
      s.whenMessage(login).do('seat the player; an earlier login of the same player has to go', (moment) => {
        const { server, client, message } = moment;
        const earlier = seats.get(playerOf(message));
        seats.set(playerOf(message), client.id);
        if (earlier !== undefined && earlier !== client.id) server.kick(earlier);
      });
      s.at('1m').thenExpect('every kick was for an earlier login', ({ departures, server }) => {
        const seated = new Set(seats.values());
        return departures.every(({ client, reason }) => reason !== 'kicked' || !seated.has(client.id)) && server.isOpen;
      });
    },
    { about: `for a minute, a player's second login (${login.name}) kicks the first` },
  );

/** The same player logs in a second time: the server keeps the later login and says Quit to the earlier one. */
export const duplicateLogin: Scenario = createDuplicateLogin(LoginMsg, ({ player }) => player);
