/*
 * The integration over a small world, for Spin: the same states as the simulator's.
 *
 * A few records of one table, each in Human Resources (hr) and in Dataverse (dv), with one column
 * that is empty or has one of a few values. No faults, no delay, no schedule: a change is delivered
 * at once or is missed. The ids are those of the simulator's rules (`harness rules`).
 *
 * What no longer matters is 0, so that equal situations are equal states, and the start is all 0:
 * no record, integration off (S1), the clock at 0. Times are the clock's + 1, 0 is none.
 *
 *     spin -a -DRECORDS=2 -DCAP=1 -DVALUES=2 small_world.pml
 *     cc -O3 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m10000000 -w24
 *
 * -DONLY_CHANGES leaves out the operations that are refused, or change nothing: the same states,
 * fewer transitions. -DLOSSES has every operation say whether it lost a user's change, outside the
 * state (not with -DBFS). -DTELL prints every transition of the first record: before, after, lost.
 */

#ifndef RECORDS
#define RECORDS 1 /* 1 to 3 */
#endif
#ifndef CAP
#define CAP 1 /* the clock's last second, 0 to 6 */
#endif
#ifndef VALUES
#define VALUES 2 /* empty, and one or two others: 2 or 3 */
#endif

/* a value: no record, or what its column holds */
#define ABSENT 0
#define EMPTY 1
#define A 2
#define B 3

/* the kind of a request, as in harness/domain/request_kinds.py */
#define NONE 0
#define CREATE 1
#define EDIT 2
#define DELETE 3
#define RECREATE 4 /* R17 */

/* a tracking row, or NONE */
#define LIVE 1
#define TOMBSTONE 2

/* Bits side by side, and not a type for a side: that would be three times as long, and slower */
typedef Thing {
	unsigned hr_value : 2;
	unsigned hr_edited_at : 3; /* of a record that is there; one that was copied here has none */
	unsigned hr_kind : 3; /* of the request */
	unsigned hr_touched : 1; /* whether the request touches the column */
	unsigned hr_changed_at : 3; /* of a request to delete */
	unsigned hr_made_on : 1; /* a delete, while integration was on (L9) */
	unsigned dv_value : 2;
	unsigned dv_edited_at : 3;
	unsigned dv_kind : 3;
	unsigned dv_touched : 1;
	unsigned dv_changed_at : 3;
	unsigned dv_made_on : 1;
	unsigned row : 2
};

Thing thing[RECORDS];
bit on;
byte clock;

/* a side, as the parameters of the inlines below */
#define SIDE(r, side) \
	r.side##_value, r.side##_edited_at, r.side##_kind, r.side##_touched, r.side##_changed_at, \
	r.side##_made_on

#define NOW (clock + 1)
#define GONE(r) (r.hr_value == ABSENT && r.dv_value == ABSENT)
#define WAITS(r) (r.hr_kind != NONE || r.dv_kind != NONE)

/* what moves without tracking: a create (C5, R17), and an edit in HR (C3); not an edit or delete in
   Dataverse (C2), nor a delete in HR (C6) */
#define MOVES_hr(r) (r.hr_kind == CREATE || r.hr_kind == EDIT || r.hr_kind == RECREATE)
#define MOVES_dv(r) (r.dv_kind == CREATE || r.dv_kind == RECREATE)

/* where the values differ: the one side that edited (R2), the last edit of both (R3), in a tie HR's
   (R11); of neither too, which only sync now comes to (R8) */
#define HR_WINS(r) \
	((r.hr_kind != NONE && r.dv_kind == NONE) \
	|| ((r.hr_kind != NONE) == (r.dv_kind != NONE) && r.hr_edited_at >= r.dv_edited_at))

#ifdef TELL
#define LOSSES
#endif
#ifdef LOSSES
hidden byte lost;
#define LOST(which) lost = (which)
#else
#define LOST(which) skip
#endif

inline spend(kind, touched, changed_at, made_on) {
	kind = NONE;
	touched = 0;
	changed_at = 0;
	made_on = 0
}

/* one record by the table of the R rules; both requests are spent with it (L3) */
inline settle(r) {
	if
	:: GONE(r) -> /* R6: a tombstone stays */
		if
		:: r.row == LIVE -> r.row = NONE
		:: else
		fi
	:: r.hr_value != ABSENT && r.dv_value == ABSENT -> /* R4, R9, R12 */
		r.dv_value = r.hr_value;
		r.row = LIVE
	:: r.hr_value == ABSENT && r.dv_value != ABSENT -> /* R5, R10, R12 */
		r.hr_value = r.dv_value;
		r.row = LIVE
	:: else -> /* R1, R2, R3, R8: what the integration writes is no edit */
		if
		:: r.hr_value == r.dv_value
		:: r.hr_value != r.dv_value && HR_WINS(r) ->
			LOST(r.dv_touched); /* R7: without a request nothing is touched */
			r.dv_value = r.hr_value
		:: r.hr_value != r.dv_value && !HR_WINS(r) ->
			LOST(r.hr_touched);
			r.hr_value = r.dv_value
		fi;
		r.row = LIVE
	fi;
	spend(r.hr_kind, r.hr_touched, r.hr_changed_at, r.hr_made_on);
	spend(r.dv_kind, r.dv_touched, r.dv_changed_at, r.dv_made_on)
}

/* L1, L2: while integration is on, a change is delivered at once; else it is missed (S2, C2) */
inline deliver(r, moves) {
	if
	:: on && (r.row == LIVE || moves) -> settle(r)
	:: else
	fi
}

/* What users do. Creating what is there, and changing what is not, is refused */

inline create(r, moves, new, value, edited_at, kind, touched, changed_at, made_on) {
	value = new;
	edited_at = NOW;
	if
	:: kind == DELETE -> kind = RECREATE
	:: else -> kind = CREATE
	fi;
	touched = (new != EMPTY);
	changed_at = 0;
	made_on = 0;
	deliver(r, moves)
}

inline edit(r, moves, new, value, edited_at, kind, touched, changed_at, made_on) {
	value = new;
	edited_at = NOW;
	if
	:: kind == NONE -> kind = EDIT
	:: else /* a create stays a create */
	fi;
	touched = 1;
	deliver(r, moves)
}

inline delete(r, value, edited_at, kind, touched, changed_at, made_on,
		their_value, their_edited_at, their_kind, their_touched, their_changed_at, their_made_on) {
	value = ABSENT;
	edited_at = 0;
	if
	:: kind == CREATE -> /* created and deleted is nothing, at once */
		spend(kind, touched, changed_at, made_on)
	:: kind != CREATE && on && r.row == LIVE ->
		/* L6. Only a later edit over there wins over it, and there is none: the delete is
		   delivered in the second in which it is made. A create touched the key too */
		LOST(their_value != ABSENT && (their_kind == CREATE || their_kind == RECREATE
			|| (their_touched && their_value != EMPTY)));
		their_value = ABSENT;
		their_edited_at = 0;
		r.row = TOMBSTONE; /* G4 */
		spend(kind, touched, changed_at, made_on);
		spend(their_kind, their_touched, their_changed_at, their_made_on)
	:: else -> /* S2, C2, C6. None follows (L9): one that was made while on is of no tracked thing,
	              and when it is tracked again its request is spent */
		kind = DELETE;
		touched = 0;
		changed_at = NOW;
		made_on = on
	fi
}

/* What comes to every record */

/* B2: of an untracked record a request is held back, unless a side's moves or both are gone (R6) */
inline batch(r) {
	if
	:: WAITS(r) && (r.row == LIVE || MOVES_hr(r) || MOVES_dv(r) || GONE(r)) -> settle(r)
	:: else
	fi
}

/* N1: tracked or not */
inline sync(r) {
	if
	:: !GONE(r) || WAITS(r) -> settle(r)
	:: else
	fi
}

/* C1 */
inline clear(r) {
	r.row = NONE
}

#if RECORDS == 1
#define EACH(act) act(thing[0])
#elif RECORDS == 2
#define EACH(act) act(thing[0]); act(thing[1])
#else
#define EACH(act) act(thing[0]); act(thing[1]); act(thing[2])
#endif

#ifdef TELL
#define TELL_SIDE(value, edited_at, kind, touched, changed_at, made_on) \
	printf("%d %d %d %d ", value, edited_at, kind, touched); \
	printf("%d %d ", changed_at, made_on)
#define TELL_ALL(r) \
	printf("%d %d ", on, clock); \
	TELL_SIDE(r.hr_value, r.hr_edited_at, r.hr_kind, r.hr_touched, r.hr_changed_at, \
		r.hr_made_on); \
	TELL_SIDE(r.dv_value, r.dv_edited_at, r.dv_kind, r.dv_touched, r.dv_changed_at, \
		r.dv_made_on); \
	printf("%d ", r.row)
#define BEFORE TELL_ALL(thing[0]);
#define AFTER ; TELL_ALL(thing[0]); printf("%d\n", lost)
#else
#define BEFORE
#define AFTER
#endif

/* One operation is one step, so only what is between operations is a state */
#ifdef ONLY_CHANGES
#define OPERATION(changes, act) :: d_step { changes -> LOST(0); BEFORE act AFTER }
#else
#define OPERATION(changes, act) \
	:: d_step { LOST(0); BEFORE if :: changes -> act :: else fi AFTER }
#endif

/* writing what is there already is no edit */
#define WRITE(r, side, new) \
	OPERATION(r.side##_value == ABSENT, create(r, MOVES_##side(r), new, SIDE(r, side))) \
	OPERATION(r.side##_value != ABSENT && r.side##_value != new, \
		edit(r, MOVES_##side(r), new, SIDE(r, side)))

#if VALUES == 2
#define WRITES(r, side) WRITE(r, side, EMPTY) WRITE(r, side, A)
#else
#define WRITES(r, side) WRITE(r, side, EMPTY) WRITE(r, side, A) WRITE(r, side, B)
#endif

#define USERS(r) \
	WRITES(r, hr) \
	OPERATION(r.hr_value != ABSENT, delete(r, SIDE(r, hr), SIDE(r, dv))) \
	WRITES(r, dv) \
	OPERATION(r.dv_value != ABSENT, delete(r, SIDE(r, dv), SIDE(r, hr)))

active proctype world() {
	do
	USERS(thing[0])
#if RECORDS > 1
	USERS(thing[1])
#endif
#if RECORDS > 2
	USERS(thing[2])
#endif
	OPERATION(!on, on = 1) /* S3: moves nothing by itself */
	OPERATION(on, on = 0)
	OPERATION(on, EACH(batch)) /* S4: skipped while off */
	OPERATION(on, EACH(sync)) /* N2: refused while off */
	OPERATION(true, EACH(clear)) /* C7: while off too */
	OPERATION(false, skip) /* cancelling the batch job: it is never stuck (B6) */
	:: d_step { clock < CAP -> LOST(0); BEFORE clock++ AFTER } /* a second passes */
	od
}
