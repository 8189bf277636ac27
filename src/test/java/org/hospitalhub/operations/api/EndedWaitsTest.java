package org.hospitalhub.operations.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hospitalhub.calls.LargeData;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

class EndedWaitsTest {

    private final List<Thread> built = new ArrayList<>();
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Waiting())
            .setControllerAdvice(new EndedWaits())
            .build();

    /** Waits as a call with {@code ?wait=} does. */
    @RestController
    private final class Waiting {

        @GetMapping("/whole")
        DeferredResult<Object> whole(HttpServletRequest request) {
            return later(request, List.of("built"));
        }

        @GetMapping("/full")
        DeferredResult<Object> full(HttpServletRequest request) {
            return later(request, null);
        }

        @GetMapping("/other")
        DeferredResult<Object> other(HttpServletRequest request) {
            EndedWaits.answer(request, () -> "built");
            DeferredResult<Object> reply = new DeferredResult<>();
            reply.setResult("other");
            return reply;
        }

        @ExceptionHandler
        List<String> full(LargeData.NoPlaceException full) {
            return List.of("no place");
        }

        private DeferredResult<Object> later(
                HttpServletRequest request, @org.jspecify.annotations.Nullable List<String> body) {
            DeferredResult<Object> reply = new DeferredResult<>();
            CompletableFuture.runAsync(() -> {
                EndedWaits.answer(request, () -> {
                    built.add(Thread.currentThread());
                    if (body == null) {
                        throw new LargeData.NoPlaceException();
                    }
                    return body;
                });
                reply.setResult(EndedWaits.NOT_BUILT);
            });
            return reply;
        }
    }

    private String answer(String path) throws Exception {
        MvcResult waiting = mvc.perform(get(path)).andReturn();
        waiting.getAsyncResult(10_000);
        return mvc.perform(asyncDispatch(waiting)).andReturn().getResponse().getContentAsString();
    }

    @Test
    void theAnswerIsBuiltByTheThreadThatWritesIt() throws Exception {
        assertThat(answer("/whole")).isEqualTo("[\"built\"]");
        assertThat(built).containsExactly(Thread.currentThread());
    }

    @Test
    void anotherBodyIsWrittenAsItIs() throws Exception {
        assertThat(answer("/other")).isEqualTo("other");
    }

    @Test
    void whenThereIsNoPlaceTheErrorIsWritten() throws Exception {
        assertThat(answer("/full")).isEqualTo("[\"no place\"]");
    }
}
