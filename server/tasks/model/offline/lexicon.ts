import { Phrases, words } from './phrases.ts';

/**
 * What the beginning of a command asks for. `mark` is decided by the state named later ("mark 5 as not done"), `put`
 * and `take` by the place ("put milk on my list", "take milk off my list"), `need` by what is needed.
 */
export type Verb =
  | 'add'
  | 'need'
  | 'note'
  | 'complete'
  | 'did'
  | 'reopen'
  | 'update'
  | 'delete'
  | 'mark'
  | 'put'
  | 'take'
  | 'list'
  | 'undo'
  | 'not';

/** A verb; a weak one is also everyday English ("check email"), so it needs an object that can only be a task. */
export interface Meaning {
  readonly verb: Verb;
  readonly weak?: true;
  /** Begins titles as well: after "add buy milk and …" it goes on with the title. */
  readonly everyday?: true;
}

/** Words that stand for a task, whatever it is called. */
export const TASK_NOUNS = words('task tasks todo todos item items reminder reminders thing things entry entries');
/** Words before a number: "task number 5". */
export const NUMBER_NOUNS = words('task tasks item items todo todos number numbers nr num no nos entry id #');
export const DETERMINERS = words('the my our this that these those a an your');
export const OPEN_WORDS = words(
  'open pending incomplete unfinished remaining active outstanding uncompleted undone unchecked left due current',
);
export const DONE_WORDS = words('done completed complete finished closed checked ticked resolved');
export const ALL_WORDS = words('all every everything each whole entire');
export const PRONOUNS = words('it that this them those these both');
/** Words between "the task" and its title. */
export const NAMING = words('called named titled about with for saying labelled labeled regarding');
export const COURTESIES = words('please thanks thx ty cheers kindly');

/** What may stand in front of a command without changing it. */
export const FILLERS = new Phrases<'filler' | 'asked' | 'mind'>()
  .add(
    'filler',
    `hey, hi, hello, hey there, hi there, hello there, yo, hiya, greetings, good morning, good afternoon,
    good evening, ok, okay, k, alright, all right, right, so, well, oh, ah, um, uh, uhm, hmm, er, yes, yeah, yep,
    sure, no, nope, oops, please, kindly, just, also, and, now, next, then, finally, first of all, actually, maybe,
    perhaps, quickly, again, simply, btw, by the way, thanks, thank you, thx, ty, thank you so much, thanks a lot,
    great, perfect, cool, awesome, nice, good, wonderful, assistant, bot, computer, dear assistant, buddy, mate, man,
    dude, friend, sir, there, lets, let us, let me, go ahead and, go on and, be so kind and, be so kind as to,
    if possible, if you can, if you could, if you dont mind, when you can, i would like you to, id like you to,
    i want you to, i need you to, id like for you to, i would like to, id like to, i want to, i wanna,
    i would love to, id love to, i need to know, i want to know, i would like to know, id like to know, i wonder,
    im wondering, i was wondering, do you know, let me know, you can, you could, you should, you may, you need to,
    you have to, you must, we can, i think, i believe, i guess, i mean, i meant, i meant to say, meant, help me,
    help me to, time to, its time to, try to, start by, too, after that, afterwards, plus, but, instead, my dear,
    one more thing, another thing, and then, sorry, excuse me, pardon, listen, look, and also, im ready to`,
  )
  .add(
    'asked',
    `could you, can you, would you, will you, could you please, can you please, would you please, can i, could i,
    may i, can we, could we, would it be possible to, is it possible to, are you able to, do you think you could,
    could you maybe, can you just, would you be so kind as to, would you kindly, why dont you, would you like to`,
  )
  .add('mind', 'would you mind, do you mind, how about, what about, can you start by, could you start by, mind');

const NOUN = ['task', 'todo', 'reminder', 'item', 'to do'];
const WITH_NOUN = ['make', 'make me', 'set', 'set up', 'set me', 'open', 'log', 'start', 'file', 'register', 'give me']
  .concat(['enter', 'i want', 'i need', 'id like', 'i would like', 'lets have', 'lets make', 'generate', 'have'])
  .flatMap((verb) => ['a', 'a new', 'another', 'new', 'me a'].flatMap((det) => NOUN.map((n) => `${verb} ${det} ${n}`)));

// "add a note to", "set the notes of"; "make a note to call mom" is a task.
const NOTES = 'add attach leave put write make set change edit update'
  .split(' ')
  .flatMap((verb) =>
    ['', 'a', 'the', 'another', 'my'].flatMap((det) => [`${verb} ${det} note`, `${verb} ${det} notes`]),
  )
  .concat(['note', 'notes', 'the note', 'the notes'])
  .flatMap((noun) => ['to', 'on', 'for', 'of'].map((preposition) => `${noun} ${preposition}`))
  .filter((phrase) => phrase !== 'note to' && !/^make .* to$/.test(phrase));

/** What commands begin with. */
export const OPENINGS = new Phrases<Meaning>()
  .add(
    { verb: 'add' },
    `add, add in, remind me, insert, append, note down, write down, jot down, put down, remind me to, remind me about,
    remind me of, remind me that i need to, remind me that i have to, remember to, remember that i need to,
    remember that i have to, dont forget to, dont let me forget to, do not forget to, do not let me forget to,
    make sure i, make sure to, make a note to, task, todo, new task, new todo, new reminder, new item, new tasks,
    new todos, new items, another task, one more task, reminder, add to do, tasks, todos, to do, to dos, ad, addd,
    aad, adda, remindme to, note to self, note to myself, ${WITH_NOUN.join(', ')}`,
  )
  .add({ verb: 'add', everyday: true }, 'create, schedule')
  .add({ verb: 'add', weak: true }, 'new')
  .add(
    { verb: 'need' },
    `i need to, i have to, i must, i should, i gotta, i got to, ive got to, i have got to, i ought to,
    i still need to, i still have to, i also need to, i also have to, i really need to, i really should,
    i really have to, we need to, we have to, we should, we must, need to, have to, gotta, i must not forget to,
    i mustnt forget to, i cant forget to, i cannot forget to, i shouldnt forget to, i better, i had better,
    id better, im supposed to`,
  )
  .add(
    { verb: 'note' },
    `${NOTES.join(', ')}, add the note, add a note, add note, add this note, add another note, note`,
  )
  .add(
    { verb: 'complete' },
    `complete, check off, tick, tick off, cross off, cross out, strike off, strike out, strike through, done with,
    im done with, i am done with, finished with, im finished with, i am finished with, mark off, mark complete,
    mark completed, mark done, mark as done, mark as complete, mark as completed, mark as finished, set as done,
    complet, compleat, get done with`,
  )
  .add({ verb: 'complete', everyday: true }, 'finish, finish up, finish off')
  .add(
    { verb: 'complete', weak: true },
    'check, scratch, scratch off, close, close out, close off, resolve, wrap up, strike, cross, accomplish, tick them, do, fulfil, fulfill',
  )
  .add(
    { verb: 'did' },
    `completed, finished, done, checked off, ticked off, checked, ticked, crossed off, i completed, ive completed,
    i have completed, i just completed, ive just completed, i finished, ive finished, i have finished,
    i just finished, ive just finished, just finished, just completed, just did, i did, ive done, i have done,
    i just did, i already did, i already finished, i already completed, ive already done, ive already finished,
    ive already completed, i am done, im done, i am finished, im finished, we finished, we completed, we did,
    weve done, weve finished, i have just finished, i got done, finally finished, finally did, finally completed,
    i finally finished, i finally did, i finally completed`,
  )
  .add(
    { verb: 'reopen' },
    `reopen, re open, uncheck, untick, unmark, uncomplete, unfinish, restore, bring back, reactivate,
    mark as not done, mark as undone, mark as open, mark as incomplete, mark not done, mark undone, un tick, un check`,
  )
  .add({ verb: 'update' }, 'rename, retitle, reword, rephrase')
  .add({ verb: 'update', everyday: true }, 'change, update, edit, modify, alter, revise, amend')
  .add({ verb: 'update', weak: true }, 'replace, correct')
  .add({ verb: 'delete' }, 'delete, remove, erase, del, rm, get rid of, take off, destroy, delet, dlete')
  .add(
    { verb: 'delete', weak: true },
    `drop, discard, trash, scrap, cancel, forget, forget about, clear, clear out, clear off, clean, clean up,
    clean out, empty, wipe, wipe out, purge, kill, dump, throw away, throw out, bin, eliminate, toss`,
  )
  .add({ verb: 'mark' }, 'mark, flag')
  .add({ verb: 'mark', weak: true }, 'set, make, move, turn, consider')
  .add({ verb: 'put' }, 'put')
  .add({ verb: 'take' }, 'take')
  .add(
    { verb: 'list' },
    `list, list out, show, show me, display, find, find me, search, search for, look for, look up, filter, find all,
    show us, search my tasks for, search tasks for, lst, shw, sho, i want to see, let me see, bring up, pull up`,
  )
  .add({ verb: 'undo' }, 'undo, un do, revert, roll back, take that back, undo completion of, undo the completion of')
  .add(
    { verb: 'not' },
    `dont, do not, never, no need to, you dont need to, you dont have to, i dont want you to, i dont want to,
    i dont need to, i dont have to, i didnt, i did not, i havent, i have not, i am not, im not, not, stop, avoid,
    without, instead of, rather than, i never, i wont, i will not, i cant, i cannot, you must not, you mustnt,
    you should not, you shouldnt, lets not, dnt, do nt, refrain from, id rather not, i would rather not, i shouldnt,
    i should not, i would not, i wouldnt, must not, mustnt, shouldnt, should not, cannot, cant, wont, hold off on`,
  );

/** Verbs that are recognised when they are misspelt. */
export const SPELLED =
  'complete finish delete remove rename create reopen update change uncheck display show list mark remind'.split(' ');

/** The verb behind "-ing", for "would you mind deleting 3". */
export const GERUNDS: Readonly<Record<string, string>> = {
  adding: 'add',
  creating: 'create',
  completing: 'complete',
  finishing: 'finish',
  checking: 'check',
  ticking: 'tick',
  marking: 'mark',
  reopening: 'reopen',
  unchecking: 'uncheck',
  renaming: 'rename',
  changing: 'change',
  updating: 'update',
  editing: 'edit',
  deleting: 'delete',
  removing: 'remove',
  clearing: 'clear',
  dropping: 'drop',
  showing: 'show',
  listing: 'list',
  telling: 'tell',
  reminding: 'remind',
  putting: 'put',
  setting: 'set',
};

/** Words everyday tasks begin with: "buy milk and call mom" is two tasks, "milk and honey" is one. */
export const TITLE_VERBS = words(
  `
  apply arrange ask assemble attend back bake bathe begin book borrow bring brush build buy call cancel change charge
  check choose clean clear close collect compare complete contact cook copy create cut decide decorate delete deliver
  deploy design discuss do donate download draft drink drive drop eat edit email empty enroll exercise explore feed
  fetch figure file fill find finish fix fold follow freeze get give go grab grade hang have help hire hoover install
  interview investigate invite iron join learn lend listen look mail make measure meet mend merge message move mow
  negotiate order organise organize pack paint park pay phone pick plan plant play post practice practise prepare
  print publish purchase put read rebook record recycle register remove renew rent repair replace reply report
  request research reschedule reserve return review revise run save scan schedule see sell send set setup share ship
  shop sign sort speak start stop study submit switch take talk teach tell test text thank throw tidy train transfer
  translate travel trim try unpack update upgrade upload use vacuum visit wait walk wash watch water weed wipe
  withdraw work wrap write`.trim(),
);
