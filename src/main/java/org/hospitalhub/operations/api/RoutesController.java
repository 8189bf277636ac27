package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.operations.actions.RouteReloadAction;
import org.hospitalhub.operations.actions.RouteReloader;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the state of the route files over HTTP, and reloads them; each reload is audited. */
@RestController
@RequestMapping("/api/routes")
@Tag(name = "routes")
public class RoutesController {

    private final RouteReloader routes;
    private final RouteReloadAction action;
    private final RequestLanguages languages;

    public RoutesController(RouteReloader routes, RouteReloadAction action, Languages hospital) {
        this.routes = routes;
        this.action = action;
        this.languages = new RequestLanguages(hospital);
    }

    /** Reloads changed route files. */
    @Operation(
            summary =
                    "Loads changed route files: tests them, waits until the routes are idle and replaces them; if one does not start, the previous routes run again; "
                            + "409 unless hub.routes.reload is true")
    @PostMapping("/reload")
    public ResponseEntity<?> reload(Authentication who) {
        Wording off = routes.off();
        if (off != null) {
            return problem(HttpStatus.CONFLICT, Wording.of("RELOAD.off.title"), off);
        }
        RouteReloader.Result result = action.reload(who);
        return switch (result.state()) {
            case UNCHANGED, RELOADED -> ResponseEntity.ok(result);
            case REFUSED -> wrong(HttpStatus.UNPROCESSABLE_CONTENT, Wording.of("RELOAD.refused"), result);
            case PUT_BACK -> wrong(HttpStatus.CONFLICT, Wording.of("RELOAD.put-back"), result);
        };
    }

    private ResponseEntity<ProblemDetail> wrong(HttpStatus status, Wording title, RouteReloader.Result result) {
        ResponseEntity<ProblemDetail> answer = problem(status, title, Wording.of("RELOAD.correct"));
        ProblemDetail problem = answer.getBody();
        if (problem != null) {
            problem.setProperty("findings", OrderJson.of(result.findings(), languages.current()));
        }
        return answer;
    }

    private ResponseEntity<ProblemDetail> problem(HttpStatus status, Wording title, Wording detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail.in(languages.current()));
        problem.setTitle(title.in(languages.current()));
        return ResponseEntity.status(status).body(problem);
    }
}
