package org.hospitalhub.pacing;

/**
 * The work that competes for the requests of a budget at one moment. It determines how many polls without an answer an order may
 * cost: each delays every waiting order by one request.
 *
 * @param waiting orders that were not submitted yet
 * @param inFlight orders that were submitted and have no answer
 * @param recent orders that were submitted in the last hour, with all that are in flight; not those that wait, whose polls are
 *     not due yet
 * @param inVain polls without an answer for the orders of the last hour
 * @param idle whether there were so few orders recently that each is polled after every pause
 */
public record Demand(long waiting, long inFlight, long recent, long inVain, boolean idle) {

    /** Polls without an answer per order that a small batch may cost: 2.08 requests, so that something is left for the last ones. */
    private static final double DEAREST = 0.08;

    /** The same for an endless backlog: 49.8 / 2.03 is 24.5 orders a minute. */
    private static final double CHEAPEST = 0.03;

    /** The same until the answer times are known: what such a poll shows serves all that wait. */
    private static final double LEARNING = 0.2;

    /** Orders that a budget of 50 requests a minute finishes in a minute; the size of a batch is compared with it. */
    private static final double MINUTE = 25;

    /** Polls without an answer that every order adds to the allowance; what early orders do not use, the last ones may. */
    private static final double ALLOWANCE = 0.15;

    private static final double AT_THE_END = 0.12;

    /** Polls that remain for the last orders of a batch when the allowance is used up. */
    private static final double FOR_THE_LAST = 3;

    private static final double MOST = 3;

    /** Size of a batch from which every request counts; a smaller one leaves the budget idle while it waits for answers. */
    private static final double SMALL = 300;

    /** The demand of an endless backlog. */
    public static final Demand ENDLESS = new Demand(1_000_000, 0, 1_000_000, 0, false);

    /**
     * Returns how many polls without an answer one more order may cost on average.
     *
     * @param learning whether the answer times of the service are hardly known yet
     */
    double extraQuestions(boolean learning) {
        double spare = Math.pow(Math.max(1, SMALL / Math.max(1, waiting + recent)), 2);
        if (waiting > 0) {
            double cost = learning ? LEARNING : Math.max(CHEAPEST, Math.min(DEAREST, MINUTE / waiting));
            return Math.min(MOST, cost * spare);
        }
        double left = Math.max(0, ALLOWANCE * recent * spare - inVain) + FOR_THE_LAST;
        return Math.max(AT_THE_END, Math.min(MOST, left / Math.max(1, inFlight)));
    }
}
