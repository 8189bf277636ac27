package org.hospitalhub.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What every screen knows about who looks at it, and the page for what went wrong; a stack trace never reaches a person. */
@ControllerAdvice(annotations = Screen.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ScreenFrame {

    private static final Logger log = LoggerFactory.getLogger(ScreenFrame.class);

    private final Times times;

    ScreenFrame(Times times) {
        this.times = times;
    }

    /**
     * Who looks.
     *
     * @param acts may replay, cancel, pause
     * @param unmasks may see patients' data and the audit
     * @param sees may see the work of others
     */
    record Viewer(String name, boolean acts, boolean unmasks, boolean sees) {}

    @ModelAttribute("viewer")
    @Nullable
    Viewer viewer(@Nullable Authentication who) {
        return who == null
                ? null
                : new Viewer(
                        who.getName(),
                        Desk.has(who, Access.OPERATOR, Access.ADMIN),
                        Desk.has(who, Access.AUDITOR, Access.ADMIN),
                        Desk.has(who, Access.OPERATOR, Access.AUDITOR, Access.ADMIN));
    }

    @ModelAttribute("times")
    Times times() {
        return times;
    }

    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        return request.getRequestURI();
    }

    @ModelAttribute("states")
    List<String> states() {
        return List.of(State.values()).stream().map(State::word).toList();
    }

    @ExceptionHandler
    ModelAndView notFound(NotFoundException missing, HttpServletResponse response) {
        return page(response, HttpStatus.NOT_FOUND, missing.getMessage());
    }

    @ExceptionHandler
    ModelAndView badQuestion(BadQuestionException unreadable, HttpServletResponse response) {
        return page(response, HttpStatus.BAD_REQUEST, unreadable.getMessage());
    }

    @ExceptionHandler
    ModelAndView wrongMoment(Orders.WrongMomentException late, HttpServletResponse response) {
        return page(response, HttpStatus.CONFLICT, late.getMessage());
    }

    /** Spring's own exceptions know their status; they and the rest are told by the page for errors. */
    @ExceptionHandler
    ModelAndView broken(RuntimeException broken, HttpServletResponse response) {
        log.error("A screen broke with {}", broken.getClass().getName());
        return page(response, HttpStatus.INTERNAL_SERVER_ERROR, null);
    }

    private ModelAndView page(HttpServletResponse response, HttpStatus status, @Nullable String message) {
        response.setStatus(status.value());
        ModelAndView page = new ModelAndView("error");
        page.addObject("status", status.value());
        page.addObject("said", message);
        return page;
    }
}
