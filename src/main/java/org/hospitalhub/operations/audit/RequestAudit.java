package org.hospitalhub.operations.audit;

import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Adds the network address of the current HTTP request to audit entries. */
public final class RequestAudit implements Audit {

    private final Audit ledger;

    RequestAudit(Audit ledger) {
        this.ledger = ledger;
    }

    @Override
    public void record(String who, String what, @Nullable String order, @Nullable String why) {
        record(who, what, order, why, caller());
    }

    /** Returns the network address that the request of this thread came from; null outside of a request. */
    public static @Nullable String caller() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }

    @Override
    public void record(String who, String what, @Nullable String order, @Nullable String why, @Nullable String caller) {
        ledger.record(who, what, order, why, caller);
    }

    @Override
    public void recordAll(String who, String what, List<String> orders, @Nullable String caller) {
        ledger.recordAll(who, what, orders, caller);
    }

    @Override
    public List<Entry> list(Query query, int limit) {
        return ledger.list(query, limit);
    }

    @Override
    public List<String> actions() {
        return ledger.actions();
    }

    @Override
    public List<Entry> after(long number, int limit) {
        return ledger.after(number, limit);
    }

    @Override
    public Head head() {
        return ledger.head();
    }

    @Override
    public Verification verify(@Nullable Head noted) {
        return ledger.verify(noted);
    }
}
