package org.hospitalhub.ledger.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;

/** The SQL of a list of audit entries; each combination of questions has an index to go by. */
public final class AuditFilter {

    /** Steps from one word to the next along the index, instead of reading every entry. */
    public static final String ACTIONS = """
            with recursive actions (what) as (
                select min(what) from audit
                union all
                select (select min(a.what) from audit a where a.what > actions.what) from actions where actions.what is not null)
            select what from actions where what is not null""";

    private final Audit.Query query;

    /** Takes a query. */
    public AuditFilter(Audit.Query query) {
        this.query = query;
    }

    /**
     * Asks for the first and the last number within the times; empty when no times are asked for. Numbers nearly grow with
     * the time, so that a page of them is a page of the window; nearly, because hubs have clocks of their own.
     */
    public String window() {
        String times = times("at");
        return times.isEmpty()
                ? ""
                : "select coalesce(min(number), 1), coalesce(max(number), 0) from audit where " + times;
    }

    /** Arguments of {@link #window}. */
    Object[] times() {
        List<Object> times = new ArrayList<>();
        add(times, query.from());
        add(times, query.to());
        return times.toArray();
    }

    /** Asks for one page, newest first. */
    public String page() {
        List<String> conditions = new ArrayList<>();
        // An order has few entries: where one is asked for, its index is the only one worth to go by.
        String bare = query.order() == null ? "%s = ?" : "%s || '' = ?";
        add(conditions, "order_id = ?", query.order());
        add(conditions, bare.formatted("who"), query.who());
        add(conditions, bare.formatted("what"), query.what());
        add(conditions, "number < ?", query.before());
        if (!window().isEmpty()) {
            conditions.add("number between ? and ?");
            // Not by the index of times, which would have all of the window sorted for one page.
            conditions.add(times("at + 0"));
        }
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return "select * from audit" + where + " order by number desc limit ?";
    }

    /**
     * Arguments of {@link #page}.
     *
     * @param window first and last number within the times, null when none are asked for
     */
    Object[] arguments(Object @Nullable [] window, int limit) {
        List<Object> arguments = new ArrayList<>();
        for (Object asked : new @Nullable Object[] {query.order(), query.who(), query.what(), query.before()}) {
            if (asked != null) {
                arguments.add(asked);
            }
        }
        if (window != null) {
            arguments.addAll(List.of(window));
            arguments.addAll(List.of(times()));
        }
        arguments.add(limit);
        return arguments.toArray();
    }

    private String times(String at) {
        List<String> times = new ArrayList<>();
        add(times, at + " >= ?", query.from());
        add(times, at + " < ?", query.to());
        return String.join(" and ", times);
    }

    private static void add(List<String> conditions, String condition, @Nullable Object asked) {
        if (asked != null) {
            conditions.add(condition);
        }
    }

    private static void add(List<Object> times, @Nullable Instant moment) {
        if (moment != null) {
            times.add(moment.toEpochMilli());
        }
    }
}
