// The page: its parts are put together here, and the world is read for the first time.

import { administration } from "./administration.js";
import { faults } from "./faults.js";
import { findings } from "./findings.js";
import { foresee } from "./foresee.js";
import { history } from "./history.js";
import { job } from "./job.js";
import { links } from "./links.js";
import { records } from "./records.js";
import { refresh } from "./state.js";
import { timeline } from "./timeline.js";

links();
administration();
job();
records();
timeline();
findings();
faults();
foresee();
history(); // last: it forbids or permits what the others made
refresh();
