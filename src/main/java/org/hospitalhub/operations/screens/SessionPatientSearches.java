package org.hospitalhub.operations.screens;

import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.SubjectHash;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest patient searches in the session: addresses, histories and logs carry only a number that means nothing to
 * others, so that paging, going back and reloading still work.
 */
final class SessionPatientSearches {

    private static final String NAME = SessionPatientSearches.class.getName();
    private static final int KEPT = 20;

    private final Map<String, List<SubjectHash>> searches = new LinkedHashMap<>();
    private int count;

    private SessionPatientSearches() {}

    /** Returns the searches of this session. */
    static SessionPatientSearches of(HttpSession session) {
        synchronized (session) {
            if (session.getAttribute(NAME) instanceof SessionPatientSearches known) {
                return known;
            }
            SessionPatientSearches fresh = new SessionPatientSearches();
            session.setAttribute(NAME, fresh);
            return fresh;
        }
    }

    /** Keeps a search and gives its number. */
    synchronized String keep(List<SubjectHash> hashes) {
        String number = String.valueOf(++count);
        searches.put(number, hashes);
        if (searches.size() > KEPT) {
            searches.remove(searches.keySet().iterator().next());
        }
        return number;
    }

    /** Finds a search again; empty when it is too long ago. */
    static Optional<List<SubjectHash>> find(@Nullable HttpSession session, String number) {
        return session != null && session.getAttribute(NAME) instanceof SessionPatientSearches known
                ? known.find(number)
                : Optional.empty();
    }

    private synchronized Optional<List<SubjectHash>> find(String number) {
        return Optional.ofNullable(searches.get(number));
    }
}
