/* A witness that many ask at once: C2SP tlog-witness, check-and-store (src/ledger/witness.h).
 *
 * A log tells two stories, which agree in their first FORK entries; whoever asks may send any head
 * of either, with any old size, as often as he likes. A proof of consistency is one that verifies:
 * `fits`. The witness may lose its memory once; what was synced it keeps.
 *
 * Promised: no two cosignatures contradict each other, and none is forgotten.
 * Each of these must break it: -DRACY (check and store are two steps), -DEARLY (the answer does
 * not wait for the disk).
 */
#define HANDLERS 3
#define FORK 1
#define LARGEST 2

#define fits(size1, story1, size2, story2) \
  (size1 <= size2 && (story1 == story2 || size1 <= FORK))

byte kept_size, disk_size;   /* the head last decided on: in memory, and synced */
bit kept_story, disk_story;
bit life;                    /* of the process, which restarts once */
byte cosigned[2];            /* the largest size ever cosigned of each story */

inline load() {
  seen_size = kept_size;
  seen_story = kept_story
}

inline store() {
  kept_size = size;
  kept_story = story
}

inline sync() {
  d_step {
    disk_size = kept_size;
    disk_story = kept_story
  }
}

inline cosign() {
  d_step {
    if
    :: cosigned[story] < size -> cosigned[story] = size
    :: else
    fi;
    assert(cosigned[0] <= FORK || cosigned[1] <= FORK)
  }
}

#define ALIVE (born == life)

/* One request at a time, any at all; one that is refused leaves nothing behind. */
proctype handler() {
  byte old, size, seen_size;
  bit story, seen_story, born;

end:
  do
  :: atomic {
       select(old : 0 .. LARGEST);
       select(size : 1 .. LARGEST);
       select(story : 0 .. 1);
       load();
       if
       :: old == seen_size && fits(seen_size, seen_story, size, story)
       :: else -> goto answered
       fi;
       born = life;
       old = 0; seen_size = 0; seen_story = 0
#ifndef RACY
       ;
       store()
     }
#else
     }
     atomic {
       if
       :: ALIVE -> store()
       :: else -> goto answered
       fi
     }
#endif
#ifdef EARLY
     if
     :: atomic { ALIVE -> cosign() }
     :: atomic { else -> goto answered }
     fi;
#endif
     if
     :: atomic { ALIVE -> sync() }
     :: atomic { else -> goto answered }
     fi;
#ifndef EARLY
     if
     :: atomic { ALIVE -> cosign() }
     :: atomic { else -> goto answered }
     fi;
#endif
answered:
     atomic { old = 0; size = 0; story = 0; seen_size = 0; seen_story = 0; born = 0 }
  od
}

/* The process dies and starts from its disk; requests under way die with it. */
proctype restart() {
  atomic {
    life = 1;
    kept_size = disk_size;
    kept_story = disk_story;
    assert(fits(cosigned[0], 0, kept_size, kept_story));
    assert(fits(cosigned[1], 1, kept_size, kept_story))
  }
}

init {
  atomic {
    byte i;
    for (i : 1 .. HANDLERS) { run handler() }
    run restart()
  }
}
