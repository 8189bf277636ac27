package org.hospitalhub.wiring;

import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the hub, or with the argument {@code sandbox} the sandbox alone. */
@EnableScheduling
@SpringBootApplication(scanBasePackages = "org.hospitalhub")
public class HospitalHub {

    /** Starts the program; the first argument may be the command {@code sandbox}. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("sandbox")) {
            sandbox(args);
        } else {
            new SpringApplication(HospitalHub.class).run(args);
        }
    }

    /** The sandbox knows nothing of the hub and nothing of the hub knows it: it is found by its name. */
    private static void sandbox(String[] args) {
        SpringApplication sandbox = new SpringApplication();
        sandbox.setSources(Set.of("org.hospitalhub.sandbox.SandboxAlone"));
        sandbox.setWebApplicationType(WebApplicationType.NONE);
        sandbox.setAdditionalProfiles("sandbox");
        sandbox.run(args);
    }
}
