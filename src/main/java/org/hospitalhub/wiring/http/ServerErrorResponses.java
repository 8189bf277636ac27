package org.hospitalhub.wiring.http;

import java.io.IOException;
import java.io.Writer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Writes a problem document (RFC 9457) for requests that Tomcat itself rejects, instead of Tomcat's page. */
@Component
final class ServerErrorResponses implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        // Spring Boot adds a valve of this kind as well; the one that was added later answers first.
        server.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Problem()));
    }

    private static final class Problem extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable why) {
            HttpStatus status = HttpStatus.resolve(response.getStatus());
            if (status == null
                    || !status.isError()
                    || response.getContentWritten() > 0
                    || !response.setErrorReported()) {
                return;
            }
            try {
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                Writer out = response.getReporter();
                if (out != null) {
                    out.write("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                            .formatted(
                                    status.getReasonPhrase(),
                                    status.value(),
                                    "The request was rejected before it was read: check its address and headers."));
                    response.finishResponse();
                }
            } catch (IOException | IllegalStateException gone) {
                // the client has disconnected
            }
        }
    }
}
