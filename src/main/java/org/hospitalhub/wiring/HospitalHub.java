package org.hospitalhub.wiring;

import org.hospitalhub.commands.HubCommandLine;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the hub, or runs a command. */
@EnableScheduling
@SpringBootApplication(scanBasePackages = "org.hospitalhub")
public class HospitalHub {

    /** Starts the program; the first argument may be a command (docs/command-line.md), without one the hub is started. */
    public static void main(String[] args) {
        // The JDK takes a connection that was cut for one that TLS ended: an answer without a length would be whole
        // (RFC 8446 §6.1).
        System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
        HubCommandLine.run(args, new SpringHubLauncher()).ifPresent(System::exit);
    }
}
