package org.hospitalhub.sandbox.ehealth;

import java.util.List;

/** Ends a request with one of the service's own errors; has no stack trace, since it is an expected answer. */
final class ServiceErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message of a validation error, beside its list (eHealth contract §8.1). */
    static final String VALIDATION_FAILED =
            "Validation failed. You can find validators description at our API Manifest:"
                    + " http://docs.apimanifest.apiary.io/#introduction/interacting-with-api/errors.";

    private final int status;
    private final String type;
    private final transient List<Violation> invalid;

    private ServiceErrorException(int status, String type, String message, List<Violation> invalid) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.invalid = List.copyOf(invalid);
    }

    static ServiceErrorException of(int status, String type, String message) {
        return new ServiceErrorException(status, type, message, List.of());
    }

    static ServiceErrorException unauthorised(String message) {
        return of(401, "access_denied", message);
    }

    static ServiceErrorException forbidden(String message) {
        return of(403, "forbidden", message);
    }

    static ServiceErrorException notFound(String message) {
        return of(404, "not_found", message);
    }

    static ServiceErrorException conflict(String message) {
        return of(409, "request_conflict", message);
    }

    /** 400 with the signature's trouble in words. */
    static ServiceErrorException badRequest(String message) {
        return of(400, "request_malformed", message);
    }

    /** 422 in the string form: a rule without a path. */
    static ServiceErrorException unprocessable(String message) {
        return of(422, "request_malformed", message);
    }

    /** 422 in the path form with everything found. */
    static ServiceErrorException invalid(List<Violation> violations) {
        return new ServiceErrorException(422, "validation_failed", VALIDATION_FAILED, violations);
    }

    /** 422 in the path form with one broken business rule. */
    static ServiceErrorException at(String path, String message) {
        return invalid(List.of(Violation.invalid(path, message)));
    }

    /** 409 that also names the place. */
    static ServiceErrorException conflictAt(String path, String message) {
        return new ServiceErrorException(409, "request_conflict", message, List.of(Violation.invalid(path, message)));
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    List<Violation> violations() {
        return invalid;
    }
}
