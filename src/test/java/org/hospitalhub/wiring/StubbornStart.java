package org.hospitalhub.wiring;

import java.util.concurrent.CountDownLatch;
import org.hospitalhub.wiring.startup.ExitAfterFailedStart;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;

/** A program whose start fails late and whose parts never end. No configuration by annotation: the hub would find it. */
class StubbornStart {

    public static void main(String[] arguments) {
        ExitAfterFailedStart failed = new ExitAfterFailedStart();
        SpringApplication program = new SpringApplication(StubbornStart.class);
        program.setApplicationContextFactory(ApplicationContextFactory.of(() -> new HubContext(failed)));
        program.run();
    }

    @Bean
    Server server() {
        return new Server();
    }

    /** Cannot open its port, and never ends when it is stopped. */
    static final class Server implements ServletWebServerFactory, DisposableBean {

        @Override
        public WebServer getWebServer(ServletContextInitializer... initializers) {
            throw new StartRefusedException("the port is taken for ever");
        }

        @Override
        public void destroy() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }
}
