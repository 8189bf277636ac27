package org.hospitalhub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that could not be read since the hub started: counted, kept for the screen, and logged by name and code without
 * content. The log lines of one code are limited per minute; the next line says how many were left out.
 */
public final class FailedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(FailedFiles.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int LINES = 60;
    private static final int KEPT = 50;

    private final InstantSource clock;
    private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();
    private final Map<String, LogRate> paces = new HashMap<>();
    private final Deque<FailedFile> newestFirst = new ArrayDeque<>();

    FailedFiles(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A file that could not be read.
     *
     * @param name its name, without characters that cannot be shown
     * @param operation name of its folder, or the operation in the upload's address; not always an operation of this hub
     */
    public record FailedFile(Instant at, String name, String operation, String code, List<Wording> messages) {}

    /** Returns how many files of an operation could not be read. */
    public long count(String operation) {
        AtomicLong number = numbers.get(operation);
        return number == null ? 0 : number.get();
    }

    /** Returns how many files outside these operations could not be read. */
    public long countExcept(List<String> operations) {
        return numbers.entrySet().stream()
                .filter(entry -> !operations.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
    }

    /** Returns the newest ones, newest first. */
    public synchronized List<FailedFile> newestFirst() {
        return List.copyOf(newestFirst);
    }

    /** Records a dropped file that was moved to {@code failed/}. */
    void recordDropped(String operation, String name, List<Finding> findings) {
        add(operation, name, findings, "File {} of {} failed: {}{}");
    }

    /** Records a file that was sent over HTTP and rejected. */
    void recordUploaded(String operation, String name, List<Finding> findings) {
        add(operation, name, findings, "File {} sent for {} was rejected: {}{}");
    }

    private synchronized void add(String operation, String name, List<Finding> findings, String line) {
        // Folders that are not named after an operation may be any number; beyond the limit they are counted together.
        numbers.computeIfAbsent(numbers.size() < KEPT ? operation : "", any -> new AtomicLong())
                .incrementAndGet();
        String codes = findings.stream().map(Finding::code).distinct().collect(Collectors.joining(", "));
        String shown = LoggedFileName.of(name);
        String folder = operation.isEmpty() ? "no operation" : LoggedFileName.of(operation);
        newestFirst.addFirst(new FailedFile(
                clock.instant(),
                shown,
                operation,
                codes,
                findings.stream().map(Finding::wording).toList()));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
        LogRate pace = paces.computeIfAbsent(codes, any -> new LogRate());
        if (pace.may(clock.instant())) {
            LOG.warn(line, shown, folder, codes, pace.leftOut());
        }
    }

    /** Number of lines logged for one code in the current minute. */
    private static final class LogRate {
        private Instant since = Instant.MIN;
        private int lines;
        private long left;

        boolean may(Instant now) {
            if (since.equals(Instant.MIN) || now.isBefore(since) || !now.isBefore(since.plus(MINUTE))) {
                since = now;
                lines = 0;
            }
            boolean may = lines < LINES;
            lines += may ? 1 : 0;
            left += may ? 0 : 1;
            return may;
        }

        String leftOut() {
            String said = left == 0 ? "" : " (and " + left + " more of this kind before it)";
            left = 0;
            return said;
        }
    }
}
