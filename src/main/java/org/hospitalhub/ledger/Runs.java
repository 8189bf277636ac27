package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * The runs of hubs that work with this ledger. A run is one start of one process. Several hubs may share a PostgreSQL under
 * different names; a name belongs to one run at a time, and what a run left behind when it died is taken back by its id.
 */
public interface Runs {

    /** Returns the id of this run, which its claims carry. */
    String id();

    /** Finds the run that has a name now, also one that has ended. */
    Optional<RunStatus> status(String node);

    /**
     * Takes back everything that other runs have claimed: the caller knows that none of them is alive, because it holds the
     * lock of the ledger's file.
     */
    TakenBack takeBackAll(Instant now);

    /**
     * Takes back what a dead run has claimed.
     *
     * @param proven whether its process is certainly gone; otherwise only result files are taken back, which are harmless to
     *     write twice, and its attempts come back when their leases end
     */
    TakenBack takeBack(String run, boolean proven, Instant now);

    /**
     * Registers the name of this run.
     *
     * @param place where it runs, see {@link RunStatus}
     * @param before what {@link #status} said a moment ago
     * @return false when another run took the name meanwhile
     */
    boolean begin(String node, String place, Optional<RunStatus> before, Instant now);

    /**
     * Shows that this run is alive.
     *
     * @return false when the name belongs to another run by now
     */
    boolean beat(String node, Instant now);

    /** Writes down how far a ledger in a file has come, so that the next start notices when it has lost that. */
    void mark();

    /** Records that this run has ended in order. */
    void end(String node, Instant now);

    /**
     * The run that has a name.
     *
     * @param place its data directory on its machine since that was switched on
     * @param beat grows while the run is alive
     * @param ended whether it ended in order
     */
    record RunStatus(String run, String place, long beat, boolean ended) {}

    /**
     * The numbers of released claims.
     *
     * @param attempts attempts without an outcome; each step's rule decided on them
     * @param files result files that are due now
     */
    record TakenBack(int attempts, int files) {}
}
