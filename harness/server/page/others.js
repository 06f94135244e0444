// What others did to the world as a whole: steps taken back, another rehearsal, another server.

import { number } from "./dom.js";
import { notice, status } from "./messages.js";
import { forget } from "./outcome.js";

let authority = ""; // of the server's certificate: made anew at each start
let own = false; // whether it is our doing that the world is another

/** Says it, in place of what came of a command: that may be gone. */
function tell(words) {
  forget();
  status("");
  notice(words);
}

/** Says why the world is another than it was, where that was not our doing. */
export function tellWhy(before, now, made) {
  if (authority && authority !== made) {
    tell("The server was started again: this is a new world. What was done before is gone, where it was not saved.");
  } else if (before && !own && before.title === now.title && now.steps < before.steps) {
    tell(now.steps + 1 === before.steps ? `Step ${number(before.steps)} was taken back by somebody else.`
      : `Steps ${number(now.steps + 1)} to ${number(before.steps)} were taken back by somebody else.`);
  } else if (before && !own && before.worlds !== now.worlds) {
    tell("Somebody else began another rehearsal here: what you see is a new world.");
  }
  authority = made;
  own = false;
}

/** Does what makes the world another: nobody need be told that somebody did. */
export async function ours(does) {
  own = true;
  try {
    await does();
  } catch (error) {
    own = false;
    throw error;
  }
}
