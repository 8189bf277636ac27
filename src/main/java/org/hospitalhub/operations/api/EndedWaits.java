package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Builds the answer of a request that waited in the thread that writes it: this thread keeps the place of a large result until its
 * last byte is written (LargeData); the thread that noticed the end has no place.
 */
@RestControllerAdvice(basePackageClasses = EndedWaits.class)
final class EndedWaits implements ResponseBodyAdvice<Object> {

    /** The body of a response that is built later. */
    static final ObjectNode NOT_BUILT = JsonNodeFactory.instance.objectNode();

    private static final String ANSWER = EndedWaits.class.getName();

    /** Sets what builds the body of {@link #NOT_BUILT}. */
    static void answer(HttpServletRequest request, Supplier<?> built) {
        request.setAttribute(ANSWER, built);
    }

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        boolean waited = body == NOT_BUILT && request instanceof ServletServerHttpRequest;
        return waited
                        && ((ServletServerHttpRequest) request)
                                        .getServletRequest()
                                        .getAttribute(ANSWER)
                                instanceof Supplier<?> built
                ? built.get()
                : body;
    }
}
