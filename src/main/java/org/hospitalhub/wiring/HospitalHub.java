package org.hospitalhub.wiring;

import org.hospitalhub.commands.Commands;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the hub, or does what a command says. */
@EnableScheduling
@SpringBootApplication(scanBasePackages = "org.hospitalhub")
public class HospitalHub {

    /** Starts the program; the first argument may be a command (docs/command-line.md), without one the hub is started. */
    public static void main(String[] args) {
        Commands.run(args, new SpringLaunch()).ifPresent(System::exit);
    }
}
