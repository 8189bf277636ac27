package org.hospitalhub.ledger.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;

/** Whatever happens to an order, in whatever sequence: what must hold, holds. */
class CourseProperties {

    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
    private static final Problem PROBLEM = new Problem("X", "It failed", "Look.");

    /** Everything that can be asked of a course. */
    enum Event {
        CLAIM,
        NEXT,
        WAIT,
        RETRY,
        AGAIN,
        UNSURE,
        COMPLETE,
        REFUSE,
        PARK,
        REFUSE_AT_ONCE,
        TAKE_OTHER_ANSWER,
        FOLLOW,
        GO_ALONE,
        DELIVER,
        DELIVERED,
        FETCHED,
        REPLAY,
        REPLAY_CORRECTED,
        SETTLE,
        CANCEL
    }

    @Property
    void everySequenceOfEventsKeepsTheInvariants(@ForAll @Size(max = 60) List<Event> events) {
        Course course = Course.accepted("submit", START, START);
        Instant now = START;
        for (Event event : events) {
            now = now.plusSeconds(1);
            Course before = course;
            try {
                course = apply(course, event, now);
            } catch (WrongMomentException refused) {
                continue;
            }
            check(before, course);
        }
    }

    private static Course apply(Course course, Event event, Instant now) {
        return switch (event) {
            case CLAIM -> course.claim("node", now, Duration.ofMinutes(5));
            case NEXT -> course.next("poll", null, null, now);
            case WAIT -> course.waitUntil(now.plusSeconds(10), null, "not yet");
            case RETRY -> course.retry(now.plusSeconds(5), "failed");
            case AGAIN -> course.again(now, "no permit");
            case UNSURE -> course.noteUnsure();
            case COMPLETE -> course.complete(now);
            case REFUSE -> course.refuse(now);
            case PARK -> course.park(PROBLEM);
            case REFUSE_AT_ONCE -> course.refuseAtOnce(now);
            case TAKE_OTHER_ANSWER -> course.completeWithout(now);
            case FOLLOW -> course.follow("another asks");
            case GO_ALONE -> course.goAlone(now);
            case DELIVER -> course.deliver("deliver", now);
            case DELIVERED -> course.delivered(now);
            case FETCHED -> course.fetched(now);
            case REPLAY -> course.replay(null, now);
            case REPLAY_CORRECTED -> course.replay("submit", now);
            case SETTLE -> course.settle(now);
            case CANCEL -> course.cancel(now);
        };
    }

    private static void check(Course before, Course after) {
        State from = before.state();
        State to = after.state();
        boolean answered = from == State.COMPLETED || from == State.REFUSED || from == State.CANCELLED;
        assertThat(answered && to != from && to != State.PARKED)
                .as("a final state stays: %s to %s", from, to)
                .isFalse();
        assertThat(after.claimed() && after.dueAt() != null)
                .as("a claimed order is not due")
                .isFalse();
        assertThat(to == State.WORKING).as("working means claimed").isEqualTo(after.claimed() && !after.delivering());
        assertThat(after.problem() != null)
                .as("a problem stands on parked orders")
                .isEqualTo(to == State.PARKED);
        assertThat(after.finishedAt() != null && !to.ended())
                .as("an open order is not finished")
                .isFalse();
        assertThat(after.attempts()).as("the fence never goes back").isGreaterThanOrEqualTo(before.attempts());
        assertThat(after.deliveredAt() != null && after.delivering())
                .as("a delivered answer is not on its way")
                .isFalse();
        assertThat(to == State.PARKED && (after.dueAt() != null || after.claimed()))
                .as("a parked order does nothing")
                .isFalse();
    }
}
