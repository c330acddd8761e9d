// What the platform and the tool said to each other: names of parameters and outcomes, never their values.
import { realClock } from '../base/clock.ts';

export type Topic = 'registration' | 'login' | 'authorize' | 'launch' | 'keys' | 'token' | 'roster';

export interface Remark {
  at: Date;
  topic: Topic;
  from: 'platform' | 'tool';
  detail: string;
}

export type Conversation = ReturnType<typeof createConversation>;

const KEPT = 200;

/** Creates the conversation log, which keeps the last 200 remarks. */
export function createConversation() {
  const remarks: Remark[] = [];
  return {
    add(topic: Topic, from: Remark['from'], detail: string): void {
      remarks.push({ at: realClock.now(), topic, from, detail });
      if (remarks.length > KEPT) remarks.splice(0, remarks.length - KEPT);
    },
    /** The remarks so far, the oldest first. */
    list: (): readonly Remark[] => remarks,
  };
}
