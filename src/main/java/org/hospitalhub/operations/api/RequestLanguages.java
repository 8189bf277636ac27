package org.hospitalhub.operations.api;

import org.hospitalhub.rules.Languages;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Finds the languages that the client of this thread's request asked for ({@code Accept-Language}), before those of the hospital. */
final class RequestLanguages {

    private final Languages hospital;

    RequestLanguages(Languages hospital) {
        this.hospital = hospital;
    }

    /** Returns the languages of this thread's request, those of the hospital outside of one. */
    Languages current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? hospital.asked(request.getRequest().getHeader(HttpHeaders.ACCEPT_LANGUAGE))
                : hospital;
    }
}
