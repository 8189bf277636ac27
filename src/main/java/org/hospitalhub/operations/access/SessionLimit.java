package org.hospitalhub.operations.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/**
 * Limits the sessions of the screens, in total and per user, so that they never fill the memory: one session more ends the
 * least recently used one.
 */
final class SessionLimit implements HttpSessionListener, SessionAuthenticationStrategy {

    private static final String NOBODY = "";

    private final int inAll;
    private final int perUser;
    private final Map<HttpSession, String> users = new HashMap<>();

    SessionLimit(int inAll, int perUser) {
        this.inAll = inAll;
        this.perUser = perUser;
    }

    @Override
    public void onAuthentication(Authentication who, HttpServletRequest request, HttpServletResponse response) {
        add(request.getSession(), who.getName());
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        add(event.getSession(), who == null ? NOBODY : who.getName());
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        remove(event.getSession());
    }

    private synchronized void remove(HttpSession session) {
        users.remove(session);
    }

    private void add(HttpSession session, String user) {
        for (HttpSession surplus : surplus(session, user)) {
            try {
                surplus.invalidate();
            } catch (IllegalStateException ended) {
                // It ended by itself meanwhile.
            }
        }
    }

    private synchronized List<HttpSession> surplus(HttpSession newest, String user) {
        users.put(newest, user);
        List<HttpSession> surplus = new ArrayList<>();
        if (!user.equals(NOBODY)) {
            surplus.addAll(oldest(newest, user::equals, perUser));
        }
        surplus.addAll(oldest(newest, any -> true, inAll));
        return surplus;
    }

    private List<HttpSession> oldest(HttpSession newest, Predicate<String> whose, int limit) {
        List<HttpSession> found = users.entrySet().stream()
                .filter(entry -> whose.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        int tooMany = found.size() - limit;
        if (tooMany <= 0) {
            return List.of();
        }
        List<HttpSession> oldest = found.stream()
                .filter(session -> session != newest)
                .sorted(Comparator.comparingLong(SessionLimit::lastUsed))
                .limit(tooMany)
                .toList();
        oldest.forEach(users::remove);
        return oldest;
    }

    private static long lastUsed(HttpSession session) {
        try {
            return session.getLastAccessedTime();
        } catch (IllegalStateException ended) {
            return Long.MIN_VALUE;
        }
    }
}
