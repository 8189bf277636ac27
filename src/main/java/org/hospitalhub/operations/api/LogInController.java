package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.hospitalhub.operations.access.Roles;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.BrowserLogIn;
import org.hospitalhub.service.BrowserLogIns;
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

/** Redirects a person to the log-in of a service, for one of the accounts that the hub has there, and receives the authorisation code. */
@RestController
@RequestMapping("/operations/{service}/{account}/log-in")
@Tag(name = "Log-in at services")
class LogInController {

    private static final Set<String> MAY = Set.of("ROLE_" + Roles.OPERATOR, "ROLE_" + Roles.ADMIN);

    private final BrowserLogIns logIns;
    private final RequestLanguages languages;

    LogInController(BrowserLogIns logIns, RequestLanguages languages) {
        this.logIns = logIns;
        this.languages = languages;
    }

    @Operation(summary = "Redirects the browser to a service's sign-in page")
    @GetMapping
    ResponseEntity<Void> begin(@PathVariable String service, @PathVariable String account, Authentication who) {
        URI back = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/operations/{service}/{account}/log-in/callback")
                .build(service, account);
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(find(service).begin(account, operator(who), back))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    @Operation(summary = "Receives the code from a service's sign-in page")
    @GetMapping("/callback")
    ResponseEntity<String> end(
            @PathVariable String service,
            @PathVariable String account,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String code,
            Authentication who) {
        String operator = operator(who);
        BrowserLogIn logIn = find(service);
        if (code == null || code.isBlank()) {
            return said(HttpStatus.BAD_REQUEST, Wording.of("LOG_IN.cancelled", logIn.title()));
        }
        logIn.end(account, operator, state, code);
        return said(HttpStatus.OK, Wording.of("LOG_IN.done", logIn.title()));
    }

    @ExceptionHandler(BrowserLogIn.RefusedException.class)
    ResponseEntity<String> refused(BrowserLogIn.RefusedException why) {
        return said(HttpStatus.CONFLICT, why.wording());
    }

    private BrowserLogIn find(String service) {
        return logIns.find(service).orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-log-in", service)));
    }

    private ResponseEntity<String> said(HttpStatus status, Wording text) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .body(text.in(languages.current()));
    }

    private static String operator(Authentication who) {
        if (who.getAuthorities().stream().noneMatch(role -> MAY.contains(role.getAuthority()))) {
            throw new AccessDeniedException("only operators may start a log-in");
        }
        return who.getName();
    }
}
