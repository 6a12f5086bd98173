import type { MessageType } from '@netmgr/client/protocol';
import type { Action } from './actions.ts';
import type { ClientMoment, MessageMoment, Moment } from './moment.ts';

/** Where a step stands: its number in the script, from 1 up, and its time since the beginning. */
export interface Place {
  readonly step: number;
  readonly atMs: number;
}

/** A step that a script asks for. */
export type PlanEntry = Place &
  (
    | { readonly kind: 'once'; readonly action: Action }
    | {
        readonly kind: 'every';
        readonly everyMs: number;
        readonly endMs: number | undefined;
        readonly actions: readonly Action[];
      }
    | {
        readonly kind: 'whenMessage';
        readonly type: MessageType<unknown>;
        readonly check: (moment: MessageMoment<unknown>) => boolean;
        readonly actions: readonly Action<MessageMoment<unknown>>[];
      }
    | { readonly kind: 'whenOnline'; readonly actions: readonly Action<ClientMoment>[] }
    | {
        readonly kind: 'expect';
        readonly what: string;
        readonly check: (moment: Moment) => unknown;
        readonly withinMs: number;
      }
    | {
        readonly kind: 'expectMessage';
        readonly type: MessageType<unknown>;
        readonly check: (moment: MessageMoment<unknown>) => boolean;
        readonly withinMs: number;
      }
  );

/** A script that was written to its end. */
export interface Plan {
  readonly entries: readonly PlanEntry[];
  /** When the last step is due. */
  readonly endMs: number;
}
