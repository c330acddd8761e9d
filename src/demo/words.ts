// What the demo's people write. Answers are [who, text]; `accepted` is the index of the answer that solved it.

/** A thread of the demo. */
export interface Exchange {
  community: 'Physics' | 'History' | 'Art';
  kind?: 'question' | 'discussion';
  audience?: ('guests' | 'alumni')[];
  asked: [who: string, title: string, text: string];
  answers: [who: string, text: string][];
  accepted?: number;
}

export const LAST_YEAR: Exchange[] = [
  {
    community: 'Physics',
    asked: [
      'Leo Tanaka',
      'Is current used up in a bulb?',
      'If the bulb shines, something must be gone afterwards. Is it the current?',
    ],
    answers: [
      ['Aisha Bello', 'I measured before and after the bulb: the same. So it is not the current that is gone.'],
      [
        'Yuki Oda',
        'The current is the same everywhere in the row. What the bulb takes is *energy*: the charges arrive with less push than they left with.',
      ],
    ],
    accepted: 1,
  },
  {
    community: 'History',
    asked: ['Tomas Ruiz', 'How do we know what poor people ate 500 years ago?', 'Nobody wrote it down for them.'],
    answers: [
      [
        'Greta Holm',
        'From their rubbish! Bones and seeds in old pits tell it, and from lists of what was sold on markets.',
      ],
    ],
    accepted: 0,
  },
  {
    community: 'Art',
    kind: 'discussion',
    asked: ['Viktor Hansen', 'When is a picture finished?', 'I always paint one stroke too many. How do you stop?'],
    answers: [['Ms Moreau', 'Turn it upside down and wait for a day. If nothing disturbs you then, leave it.']],
  },
];

export const THIS_YEAR: Exchange[] = [
  {
    community: 'Physics',
    audience: ['guests', 'alumni'],
    asked: [
      'Ms Adeyemi',
      'Why did street lamps go dark all at once?',
      'A hundred years ago the lamps of a street were wired in a row. When one broke, the whole street went dark. Can you say why? Our guest and those who left may help.',
    ],
    answers: [
      ['Mira Kovač', 'Because it is one path only. If it is cut anywhere nothing flows.'],
      [
        'Dr Hanna Weiss',
        'Well said. We still draw it like that when we teach new colleagues: one path, one break, all dark. What would you change so that only **one** lamp goes out?',
      ],
    ],
  },
  {
    community: 'Physics',
    asked: [
      'Jonas Pirc',
      'Why does the bulb get dimmer when I add a second one?',
      'In the lab we had one battery and one bulb and it was bright. Then I put a second bulb behind the first one and *both* got dim. The battery is the same. Where does the brightness go?',
    ],
    answers: [
      [
        'Finn Gallagher',
        'I think the first bulb eats most of the current, so less is left for the second. But then the first should stay bright, and mine did not. So I am not sure.',
      ],
      [
        'Leo Tanaka',
        'Nothing gets eaten. I measured it: with two bulbs in a row the ammeter shows the *same* current everywhere, about half of before. Two bulbs share the push of the battery.',
      ],
    ],
    accepted: 1,
  },
  {
    community: 'Physics',
    asked: [
      'Mira Kovač',
      'Is sound faster in warm air?',
      'My phone measured the echo from the gym wall twice, in the morning and at noon. It was different.',
    ],
    answers: [],
  },
  {
    community: 'Physics',
    asked: ['Oskar Brandt', 'Why do coins sink but ships float?', 'Both are metal, and the ship is heavier.'],
    answers: [],
  },
  {
    community: 'Physics',
    asked: ['Priya Nair', 'Can a magnet work through water?', 'I want to build a boat that is pulled from below.'],
    answers: [['Hana Suzuki', 'I tried with a cup: yes, but only if the magnet is strong and close.']],
  },
  {
    community: 'History',
    asked: [
      'Samira Haddad',
      'Did people in the Middle Ages drink only beer?',
      'Our book says the water was bad, my uncle says that is a myth.',
    ],
    answers: [],
  },
  {
    community: 'Art',
    kind: 'discussion',
    audience: ['alumni'],
    asked: [
      'Ms Moreau',
      'What did art at school leave you with?',
      'A question to those who left: what do you still do, and what did you have to unlearn?',
    ],
    answers: [],
  },
];
