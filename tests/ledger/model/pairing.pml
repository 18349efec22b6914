/* Two logs that are paired: each party logs its act, the other cosigns the head, and then logs the
 * paired act, which embeds that head. One release by each party, one receipt by the other.
 *
 * None or one of the two cheats. A cheat forks its log where it likes, writes what it likes into
 * both stories, shows any head of either, and may stop. A head that was sent may arrive late.
 *
 * Promised to the honest: the act that its receipt stands for never leaves the log that it
 * cosigned, nor does the receipt that it was given. Two honest parties always end with both pairs
 * closed, and all four acts cosigned.
 * Each of these must break it: -DUNPINNED (the receipt embeds a head that was only seen),
 * -DUNCHECKED (a head is cosigned without its proof of consistency), -DCLOSED (says that no pair is
 * ever closed: that the model gets there).
 */
#define MOST 3 /* entries of a log: a release, a receipt, and one more */
#define NOBODY 2

typedef Story {
  byte size;
  byte release; /* the place of the act, from 1; 0 while it is not there */
  byte receipt
}
typedef Head {
  byte size;
  bit story
}

Story stories[4];  /* of party p: 2 * p, and 2 * p + 1 once it forked */
bool forked[2];
byte fork_at[2];   /* what both stories begin with */
Head pinned[2];    /* the head of the other's log that p cosigned last: synced before the answer */
Head embedded[2];  /* the head that p's receipt embeds */
bool closed[2];    /* p has the receipt of its release */
byte cheat = NOBODY;
chan shown[2] = [1] of { byte, bit }; /* heads on their way to p */

#define story_of(p, head) stories[2 * (p) + head.story]
#define has_release(p, head) (story_of(p, head).release > 0 && story_of(p, head).release <= head.size)
#define has_receipt(p, head) (story_of(p, head).receipt > 0 && story_of(p, head).receipt <= head.size)
#define fits(p, from, to) \
  (from.size <= to.size && (from.story == to.story || from.size <= fork_at[p]))
#define mine stories[2 * me]
#define other (1 - me)
/* What the other has cosigned of this party's log covers the act. */
#define witnessed(act) (mine.act > 0 && mine.act <= pinned[other].size)

inline log_release(p) {
  stories[p].size++;
  stories[p].release = stories[p].size
}

inline log_receipt(p) {
  stories[p].size++;
  stories[p].receipt = stories[p].size
}

/* Cosigns the head if it follows from the one before. */
inline receive() {
  shown[me] ? head.size, head.story;
#ifdef UNPINNED
  if
  :: mine.receipt == 0 && has_release(other, head) -> pair(head)
  :: else
  fi;
#endif
#ifdef UNCHECKED
  pin(head)
#else
  if
  :: fits(other, pinned[me], head) -> pin(head)
  :: else
  fi
#endif
  ;
  head.size = 0;
  head.story = 0
}

inline pin(to) {
  pinned[me].size = to.size;
  pinned[me].story = to.story;
  if
  :: has_receipt(other, pinned[me]) -> closed[me] = true
  :: else
  fi;
  assert(mine.receipt == 0 || has_release(other, pinned[me]));
  assert(mine.receipt == 0 || fits(other, embedded[me], pinned[me]));
  assert(!closed[me] || has_receipt(other, pinned[me]))
}

inline pair(with) {
  log_receipt(2 * me);
  embedded[me].size = with.size;
  embedded[me].story = with.story
}

#define PAIRED (closed[me] && witnessed(release) && witnessed(receipt))

proctype honest(bit me) {
  Head head;
  do
  :: atomic { mine.release == 0 -> log_release(2 * me) }
#ifndef UNPINNED
  :: atomic { mine.receipt == 0 && has_release(other, pinned[me]) -> pair(pinned[me]) }
#endif
  :: atomic { mine.release > 0 && mine.receipt > 0 && mine.size < MOST -> mine.size++ }
  :: atomic { mine.size > 0 && nfull(shown[other]) -> shown[other] ! mine.size, 0 }
  :: atomic { nempty(shown[me]) -> receive() }
  :: atomic { PAIRED -> break }
  :: atomic { timeout -> assert(cheat == other); break } /* a pair left open: a discrepancy */
  od;
#ifdef CLOSED
  assert(false);
#endif
  /* An honest log has one story, so a cosignature by either witness is of it. */
  assert(cheat == other || PAIRED)
}

inline fork() {
  forked[me] = true;
  select(size : 0 .. mine.size);
  fork_at[me] = size;
  stories[2 * me + 1].size = size;
  stories[2 * me + 1].release = (mine.release <= size -> mine.release : 0);
  stories[2 * me + 1].receipt = (mine.receipt <= size -> mine.receipt : 0)
}

proctype cheating(bit me) {
  bit story;
  byte size;
end:
  do
  :: atomic { true ->
       select(story : 0 .. 1);
       if
       :: story == 1 && !forked[me] -> fork()
       :: (story == 0 || forked[me]) && stories[2 * me + story].size < MOST ->
          if
          :: stories[2 * me + story].release == 0 -> log_release(2 * me + story)
          :: stories[2 * me + story].receipt == 0 -> log_receipt(2 * me + story)
          :: stories[2 * me + story].size++
          fi
       :: (story == 0 || forked[me]) && nfull(shown[other]) && stories[2 * me + story].size > 0 ->
          select(size : 1 .. stories[2 * me + story].size);
          shown[other] ! size, story
       :: true
       fi;
       size = 0;
       story = 0 }
  :: atomic { nempty(shown[me]) ->
       shown[me] ? size, _;
       if
       :: pinned[me].size < size -> pinned[me].size = size
       :: true
       fi;
       size = 0 }
  :: break
  od
}

/* Which of the two cheats is all the same. */
init {
  atomic {
    if
    :: cheat = 1; run cheating(1)
    :: run honest(1)
    fi;
    run honest(0)
  }
}
