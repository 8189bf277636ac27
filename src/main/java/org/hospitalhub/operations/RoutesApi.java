package org.hospitalhub.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Routes while the hub runs: a changed file counts when somebody says so, and that is audited. */
@RestController
@RequestMapping("/api/routes")
@Tag(name = "routes")
class RoutesApi {

    private final RouteReload routes;
    private final RoutesDesk desk;

    RoutesApi(RouteReload routes, RoutesDesk desk) {
        this.routes = routes;
        this.desk = desk;
    }

    @Operation(
            summary =
                    "Takes changed route files in: tried first, then drained and swapped, put back when one does not start; "
                            + "409 unless hub.routes.reload is true")
    @PostMapping("/reload")
    ResponseEntity<?> reload(Authentication who) {
        if (!routes.off().isEmpty()) {
            return problem(HttpStatus.CONFLICT, "Routes are not reloaded here", routes.off());
        }
        RouteReload.Result result = desk.reload(who);
        return switch (result.state()) {
            case UNCHANGED, RELOADED -> ResponseEntity.ok(result);
            case REFUSED ->
                wrong(HttpStatus.UNPROCESSABLE_CONTENT, "The route files are wrong; nothing was touched", result);
            case PUT_BACK ->
                wrong(HttpStatus.CONFLICT, "The routes could not be replaced; those of before run", result);
        };
    }

    private static ResponseEntity<ProblemDetail> wrong(HttpStatus status, String title, RouteReload.Result result) {
        ResponseEntity<ProblemDetail> answer = problem(status, title, "Mend all findings and reload again.");
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
