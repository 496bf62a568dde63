import { COURTESIES } from './lexicon.ts';
import { Phrases } from './phrases.ts';
import type { REPLIES } from './replies.ts';
import type { Token } from './tokens.ts';

type Topic = keyof typeof REPLIES;

// Phrases that are a whole message, or with EMPTY left and right of them.
const WHOLE = new Phrases<Topic>()
  .add(
    'help',
    `help, help me, help please, what can you do, what can you do for me, what can i do, what can i do here, commands,
    what can i ask, what can i say, what do you do, what are you able to do, how does this work, how do you work,
    how does it work, how does that work, command list, list commands, show commands, options, instructions,
    examples, menu, manual, guide, i need help, need help, can you help, can you help me, could you help me,
    i need some help, how can you help, how can you help me, show help, get help, what are my options,
    what are the commands, show me the commands, show me what you can do, tell me what you can do, tutorial, usage,
    get started, start`,
  )
  .add(
    'greeting',
    'hi, hello, hey, hi there, hello there, hey there, yo, hiya, good morning, good afternoon, good evening',
  )
  .add(
    'howAreYou',
    'how are you, how are you doing, hows it going, how is it going, whats up, sup, how do you do, wassup',
  )
  .add('howAreYou', 'how are you today, how are things, hows things, hows your day, how is your day')
  .add(
    'thanks',
    'thanks, thank you, thx, ty, thanks a lot, thank you so much, thank you very much, many thanks, cheers',
  )
  .add('thanks', 'thanks so much, much appreciated, appreciate it, i appreciate it, thanks a bunch, thanks a million')
  .add(
    'bye',
    `bye, goodbye, bye bye, good bye, see you, see ya, see you later, cya, ciao, good night, goodnight, later,
    take care, i have to go, i gotta go, gotta go, i need to go, i have to run, gotta run, i must go,
    talk to you later, ttyl, have a nice day, have a good day, see you tomorrow, i have to leave, i have to go now,
    i need to go now`,
  )
  .add(
    'who',
    `who are you, what are you, whats your name, what is your name, are you a bot, are you an ai, are you ai,
    are you human, are you a human, are you real, are you a robot, are you chatgpt, what model are you, are you gpt,
    which model are you, who made you, are you a person, are you a machine, are you an llm, are you a language model`,
  )
  .add('sorry', 'sorry, im sorry, my bad, my mistake, oops, i am sorry, apologies')
  .add('fine', 'ok, okay, k, alright, all right, great, perfect, cool, awesome, nice, good, wonderful, got it, i see')
  .add(
    'fine',
    'good job, well done, nice work, great job, good work, excellent, amazing, lovely, sounds good, looks good',
  )
  .add('fine', 'that works, thats fine, thats great, thats good, very good, brilliant, sweet, fantastic, 👍, 👌, 🎉')
  .add(
    'yes',
    'yes, yep, yeah, sure, yup, y, yes please, of course, please do, do it, go ahead, correct, right, ja, si, confirm',
  )
  .add(
    'nothing',
    `no, nope, nah, no thanks, no thank you, never mind, nevermind, nvm, cancel, cancel that, cancel it, forget it,
    forget that, forget about it, stop, nothing, leave it, skip, abort, not now, dont, do nothing, leave it as it is,
    n, stop it, stop that, dont do it, dont do that, do not do that, do not do it, please dont, not yet,
    leave it alone, maybe later, leave them, no never mind, no dont, skip it, keep it, keep them,
    dont change anything, wait`,
  )
  .add(
    'finished',
    `done, im done, i am done, all done, finished, im finished, i am finished, thats all, thats it, that is all,
    everything is done, everythings done, its all done, nothing else, all finished, it is all done,
    thats it for today, im all done, nothing is done, we are done, were done, i did everything,
    i finished everything, i completed everything, i did it all, i have done everything, i did nothing,
    ive done everything`,
  );

// Ways to ask for instructions; never a command, whatever follows.
const HOW = new Phrases<'help'>().add(
  'help',
  `how do i, how can i, how do you, how to, how should i, how would i, how could i, show me how, tell me how,
  explain how, how does one`,
);

/** The reply to small talk or a call for help, when that is all the tokens say. */
export function smallTalk(tokens: readonly Token[]): Topic | undefined {
  const said = tokens.filter(({ kind }) => kind !== 'mark');
  if (said.length === 0) return tokens.some(({ word }) => word === '?') ? 'help' : undefined;
  const found = WHOLE.at(said, 0);
  const rest = said.slice(found?.length ?? 0).filter(({ word }) => !COURTESIES.has(word) && !SOFTENERS.has(word));
  if (found && rest.length === 0) return found.value;
  return HOW.at(said, 0)?.value;
}

/** The reply to a message of nothing but fillers: "ok great, thanks". */
export function fillerTalk(tokens: readonly Token[]): Topic | undefined {
  let topic: Topic | undefined;
  for (let at = 0; at < tokens.length; at += 1) {
    const found = WHOLE.at(tokens, at);
    if (!found) continue;
    if (topic === undefined || RANK.indexOf(found.value) > RANK.indexOf(topic)) topic = found.value;
    at += found.length - 1;
  }
  return topic;
}

const SOFTENERS: ReadonlySet<string> = new Set(
  'now then too there mate everyone all again today so much very me you'.split(' '),
);
const RANK: readonly Topic[] = ['fine', 'yes', 'greeting', 'howAreYou', 'sorry', 'nothing', 'thanks', 'bye', 'help'];
