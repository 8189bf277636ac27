package org.hospitalhub.pacing;

/**
 * The share of the answering orders that have no answer at each age, for people who ask when all is done.
 *
 * <p>The learned curve holds up to the greatest age that was asked at. Behind it stands its prior, which falls so slowly that the
 * last of 300 orders would take hours; a plan may be that careful, a forecast may not. So behind that age the share falls
 * exponentially, as fast as it fell over the second half of the ages asked at.
 */
final class AnswerTail {

    /** At least as fast as a share that falls like one over the age would: the scale of what was seen is all that is known. */
    private static final double LEAST = 1;

    private final double[] seen;
    private final double oldest;
    private final double left;
    private final double rate;

    /**
     * Continues a curve.
     *
     * @param unseen orders that have their answers behind the greatest age asked at, beyond those that the curve has there: of
     *     thirty orders seen, none of which took longer, one might have
     * @param pace how fast the share falls behind that age, as a multiple of how fast it fell before
     */
    AnswerTail(AnswerCurve curve, double unseen, double pace) {
        this.seen = curve.unansweredAsSeen();
        this.oldest = curve.oldest() < 0 ? 0 : AnswerCurve.end(Math.min(curve.oldest(), AnswerCurve.CELLS - 1));
        this.left = Math.min(1, seen(oldest) + unseen / Math.max(1, curve.observations()));
        double before = Math.max(left, seen(oldest / 2));
        this.rate =
                oldest == 0 || left == 0 ? 1 : pace * Math.max(LEAST / oldest, Math.log(before / left) / (oldest / 2));
    }

    /** Returns the share at this age. */
    double unanswered(double age) {
        return age <= oldest ? Math.max(left, seen(age)) : left * Math.exp(-rate * (age - oldest));
    }

    private double seen(double age) {
        int cell = AnswerCurve.cellAfter(age) - 1;
        return cell < 0 ? 1 : seen[Math.min(cell, seen.length - 1)];
    }
}
