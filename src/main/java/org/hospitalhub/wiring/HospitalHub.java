package org.hospitalhub.wiring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the hub, or with the argument {@code sandbox} the sandbox alone. */
@SpringBootApplication(scanBasePackages = "org.hospitalhub")
public class HospitalHub {

    /** Starts the program; the first argument may be a command. */
    public static void main(String[] args) {
        SpringApplication.run(HospitalHub.class, args);
    }
}
