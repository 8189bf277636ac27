package org.hospitalhub.pacing;

/**
 * The work that competes for the requests of a budget at one moment. It decides how many questions in vain an order may cost:
 * each delays everybody who waits by one request.
 *
 * @param waiting orders that the service has not got yet
 * @param inFlight orders that it has and that have no answer
 * @param recent orders that the service took in the last hour, with all that are in flight; not those that wait, whose questions
 *     are not due yet
 * @param inVain questions without an answer for the orders of the last hour
 * @param idle whether there were so few orders lately that each is asked after every pause
 */
public record Demand(long waiting, long inFlight, long recent, long inVain, boolean idle) {

    /** Questions in vain that a small batch may cost for each order; 2.08 requests, so that something is left for the last ones. */
    private static final double DEAREST = 0.08;

    /** The same for an endless backlog: 49.8 / 2.03 is 24.5 orders a minute. */
    private static final double CHEAPEST = 0.03;

    /** Orders that a budget of fifty a minute finishes in one; a batch is small or large compared with them. */
    private static final double MINUTE = 25;

    /** Questions in vain that every order brings; what the early ones leave over may be spent on the last ones. */
    private static final double ALLOWANCE = 0.15;

    private static final double AT_THE_END = 0.12;

    /** So that the last orders of a batch are not left alone when the allowance is used up. */
    private static final double FOR_THE_LAST = 3;

    private static final double MOST = 3;

    /** More orders waiting than anybody can count. */
    public static final Demand ENDLESS = new Demand(1_000_000, 0, 1_000_000, 0, false);

    /** Returns how many questions in vain one more order may cost on average. */
    double extraQuestions() {
        if (waiting > 0) {
            return Math.max(CHEAPEST, Math.min(DEAREST, MINUTE / waiting));
        }
        double left = Math.max(0, ALLOWANCE * recent - inVain) + FOR_THE_LAST;
        return Math.max(AT_THE_END, Math.min(MOST, left / Math.max(1, inFlight)));
    }
}
