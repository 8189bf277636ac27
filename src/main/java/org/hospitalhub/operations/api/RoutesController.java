package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.hospitalhub.operations.actions.RouteReloadAction;
import org.hospitalhub.operations.actions.RouteReloader;
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

    public RoutesController(RouteReloader routes, RouteReloadAction action) {
        this.routes = routes;
        this.action = action;
    }

    /** Reloads changed route files. */
    @Operation(
            summary =
                    "Loads changed route files: tests them, waits until the routes are idle and replaces them; if one does not start, the previous routes run again; "
                            + "409 unless hub.routes.reload is true")
    @PostMapping("/reload")
    public ResponseEntity<?> reload(Authentication who) {
        if (!routes.off().isEmpty()) {
            return problem(HttpStatus.CONFLICT, "Reloading routes is switched off", routes.off());
        }
        RouteReloader.Result result = action.reload(who);
        return switch (result.state()) {
            case UNCHANGED, RELOADED -> ResponseEntity.ok(result);
            case REFUSED ->
                wrong(HttpStatus.UNPROCESSABLE_CONTENT, "The route files have errors; nothing was changed", result);
            case PUT_BACK ->
                wrong(HttpStatus.CONFLICT, "The routes could not be replaced; the previous ones run", result);
        };
    }

    private static ResponseEntity<ProblemDetail> wrong(HttpStatus status, String title, RouteReloader.Result result) {
        ResponseEntity<ProblemDetail> answer = problem(status, title, "Correct all findings and reload again.");
        ProblemDetail problem = answer.getBody();
        if (problem != null) {
            problem.setProperty("findings", result.findings());
        }
        return answer;
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return ResponseEntity.status(status).body(problem);
    }
}
