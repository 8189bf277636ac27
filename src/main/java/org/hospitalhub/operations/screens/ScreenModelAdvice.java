package org.hospitalhub.operations.screens;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.access.Roles;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Adds user, languages and formatters to the model of every screen, and shows the error page for exceptions, never with a
 * stack trace.
 */
@ControllerAdvice(annotations = Screen.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ScreenModelAdvice {

    private static final Logger log = LoggerFactory.getLogger(ScreenModelAdvice.class);

    private final CauseLog failures = new CauseLog(log::error, System::nanoTime);

    private final TimeFormatter times;
    private final MessageTranslator translator;

    ScreenModelAdvice(TimeFormatter times, MessageTranslator translator) {
        this.times = times;
        this.translator = translator;
    }

    /**
     * The user of the screen.
     *
     * @param acts may replay, cancel, pause
     * @param unmasks may see patients' data and the audit
     * @param sees may see the work of others
     * @param keeps may change the hub itself
     */
    record Viewer(String name, boolean acts, boolean unmasks, boolean sees, boolean keeps) {}

    @ModelAttribute("viewer")
    @Nullable
    Viewer viewer(@Nullable Authentication who) {
        return who == null
                ? null
                : new Viewer(
                        who.getName(),
                        Roles.hasAny(who, Roles.OPERATOR, Roles.ADMIN),
                        Roles.hasAny(who, Roles.AUDITOR, Roles.ADMIN),
                        Roles.hasAny(who, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN),
                        Roles.hasAny(who, Roles.ADMIN));
    }

    @ModelAttribute("times")
    TimeFormatter times() {
        return times;
    }

    @ModelAttribute("words")
    MessageTranslator words() {
        return translator;
    }

    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        return request.getRequestURI();
    }

    @ModelAttribute("states")
    List<String> states() {
        return List.of(State.values()).stream().map(State::word).toList();
    }

    /** Returns the links to the page in other languages; for an answer to a form, to the page before it. */
    @ModelAttribute("languages")
    List<Language> languages(HttpServletRequest request) {
        boolean get = request.getMethod().equals("GET");
        String path = request.getRequestURI();
        UriComponentsBuilder url = UriComponentsBuilder.fromPath(get ? path : path.substring(0, path.lastIndexOf('/')));
        if (get) {
            url.query(request.getQueryString());
        }
        return ScreenLanguages.LANGUAGES.stream()
                .map(locale -> new Language(
                        locale.getLanguage(),
                        locale.getDisplayLanguage(locale),
                        url.replaceQueryParam("lang", locale.getLanguage())
                                .build()
                                .toUriString()))
                .toList();
    }

    /** A language of the screens and where this page stands in it. */
    record Language(String code, String name, String href) {}

    @ExceptionHandler
    ModelAndView notFound(NotFoundException missing, HttpServletRequest request, HttpServletResponse response) {
        return ErrorPageController.page(
                request, response, HttpStatus.NOT_FOUND, translator.sentence(missing.wording()));
    }

    @ExceptionHandler
    ModelAndView badQuestion(
            InvalidRequestException unreadable, HttpServletRequest request, HttpServletResponse response) {
        return ErrorPageController.page(
                request, response, HttpStatus.BAD_REQUEST, translator.sentence(unreadable.wording()));
    }

    @ExceptionHandler
    ModelAndView noNumber(
            MethodArgumentTypeMismatchException odd, HttpServletRequest request, HttpServletResponse response) {
        return ErrorPageController.page(request, response, HttpStatus.BAD_REQUEST, null);
    }

    @ExceptionHandler
    ModelAndView wrongMoment(
            Orders.WrongMomentException late, HttpServletRequest request, HttpServletResponse response) {
        return ErrorPageController.page(request, response, HttpStatus.CONFLICT, translator.sentence(late.wording()));
    }

    /** The ledger's disk is full, its database cannot be reached, or it may only be read. */
    @ExceptionHandler({
        TransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        UncategorizedDataAccessException.class
    })
    ModelAndView ledgerAway(RuntimeException away, HttpServletRequest request, HttpServletResponse response) {
        failures.tell("The ledger could not be read or written for a screen", away);
        String sentence = translator.sentence(Wording.of("HTTP.ledger-away"));
        return ErrorPageController.page(request, response, HttpStatus.SERVICE_UNAVAILABLE, sentence);
    }

    /** Logs how many more failures there were since the last lines. */
    @Scheduled(fixedDelay = 60_000)
    void flushLog() {
        failures.flush();
    }

    /** Spring's own checked exceptions know their status; they and the rest are shown by the error page. */
    @ExceptionHandler
    ModelAndView broken(RuntimeException broken, HttpServletRequest request, HttpServletResponse response) {
        failures.tell("A screen failed with an unexpected error", broken);
        return ErrorPageController.page(request, response, HttpStatus.INTERNAL_SERVER_ERROR, null);
    }
}
