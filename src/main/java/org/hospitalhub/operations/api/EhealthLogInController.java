package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Set;
import org.hospitalhub.ehealth.EhealthLogIn;
import org.hospitalhub.operations.access.Roles;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Redirects the user of a legal entity to the log-in of eHealth, and receives the authorisation code. */
@RestController
@RequestMapping("/operations/ehealth/{legalEntity}/log-in")
@Tag(name = "eHealth")
class EhealthLogInController {

    private static final Set<String> MAY = Set.of("ROLE_" + Roles.OPERATOR, "ROLE_" + Roles.ADMIN);

    private final EhealthLogIn logIn;

    EhealthLogInController(EhealthLogIn logIn) {
        this.logIn = logIn;
    }

    @Operation(summary = "Redirects the browser to eHealth's sign-in page")
    @GetMapping
    ResponseEntity<Void> begin(@PathVariable String legalEntity, Authentication who) {
        URI back = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/operations/ehealth/{legalEntity}/log-in/callback")
                .build(legalEntity);
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(logIn.begin(legalEntity, operator(who), back))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    @Operation(summary = "Receives the code from eHealth's sign-in page")
    @GetMapping("/callback")
    ResponseEntity<String> end(
            @PathVariable String legalEntity,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String code,
            Authentication who) {
        String operator = operator(who);
        if (code == null || code.isBlank()) {
            return said(HttpStatus.BAD_REQUEST, "eHealth sent no code: the log-in was cancelled; start it again.");
        }
        logIn.end(legalEntity, operator, state, code);
        return said(HttpStatus.OK, "Logged in to eHealth. Orders that wait for this log-in may be replayed.");
    }

    @ExceptionHandler(EhealthLogIn.RefusedException.class)
    ResponseEntity<String> refused(EhealthLogIn.RefusedException why) {
        return said(HttpStatus.CONFLICT, String.valueOf(why.getMessage()));
    }

    private static ResponseEntity<String> said(HttpStatus status, String text) {
        return ResponseEntity.status(status)
                .contentType(MediaType.TEXT_PLAIN)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .body(text);
    }

    private static String operator(Authentication who) {
        if (who.getAuthorities().stream().noneMatch(role -> MAY.contains(role.getAuthority()))) {
            throw new AccessDeniedException("only operators may start a log-in");
        }
        return who.getName();
    }
}
