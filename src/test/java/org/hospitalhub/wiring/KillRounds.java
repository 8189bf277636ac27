package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills a hub with {@code kill -9} at random moments, also while it starts or is stopped, while a hospital sends orders for all
 * services by all triggers and the services misbehave; then compares what was acknowledged, what the services did and what the
 * hub says.
 */
final class KillRounds implements AutoCloseable {

    /** How long it works at most before it is killed, in milliseconds. */
    private static final int AWAKE = Integer.getInteger("hub.kill.awake", 5_000);

    private final Random random;
    private final SimulatedServices services;
    private final HubProcess hub;
    private final HospitalSystem hospital;
    private int kills;
    private int killsWhileStarting;
    private int stops;
    private long startMillis = 20_000;

    /** @param ledger settings of the database */
    KillRounds(Path home, Map<String, String> ledger, long seed) throws Exception {
        random = new Random(seed);
        services = new SimulatedServices(Files.createDirectories(home.resolve("services")));
        int jmsPort = HospitalSystem.port();
        Map<String, String> settings = new LinkedHashMap<>(services.settings());
        settings.putAll(HospitalSystem.settings(jmsPort));
        settings.putAll(ledger);
        hub = new HubProcess(home, settings);
        String options = System.getProperty("hub.kill.jvm", "");
        if (!options.isEmpty()) {
            hub.with(List.of(options.split(" ")));
        }
        hospital = new HospitalSystem(hub, jmsPort, new Random(seed));
    }

    /** Plays the rounds, waits until everything has ended, and compares. */
    void play(int rounds) throws Exception {
        hub.start().awaitUp();
        logIn();
        hospital.start();
        for (int round = 0; round < rounds; round++) {
            hospital.allow(6);
            if (random.nextInt(3) == 0) {
                services.misbehave(random);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(AWAKE));
            if (random.nextInt(6) == 0) {
                stop();
            }
            kill();
            restart();
        }
        hospital.finish();
        ThreeSides sides = new ThreeSides(hub, hospital, services);
        sides.awaitEnd(Duration.ofMinutes(15));
        System.out.println(kills + " kills (" + killsWhileStarting + " while it started), " + stops
                + " times stopped and continued, " + sides.summary());
        sides.compare();
        assertThat(hub.terminate(Duration.ofMinutes(3))).isTrue();
    }

    /**
     * Waits for the first token of the service that gives each refresh token only once: a kill between its answer and the ledger
     * needs a person, who logs in again (docs/operations.md).
     */
    private void logIn() throws Exception {
        hospital.sendFirst(SentOrder.Asked.SIGNED);
        HubOrders orders = new HubOrders(hub);
        await("the first log-in").atMost(Duration.ofMinutes(5)).until(() -> orders.allEnded(1));
    }

    private void kill() throws InterruptedException {
        hub.kill();
        kills++;
    }

    /** Starts it; every other time it is killed again while it starts, up to twice. */
    private void restart() throws Exception {
        hub.start();
        for (int again = 0; again < 2 && random.nextBoolean(); again++) {
            TimeUnit.MILLISECONDS.sleep(random.nextLong(startMillis));
            kill();
            killsWhileStarting++;
            hub.start();
        }
        long start = System.nanoTime();
        hub.awaitUp();
        startMillis = (startMillis + Duration.ofNanos(System.nanoTime() - start).toMillis()) / 2;
    }

    /** SIGSTOP for some seconds; it then goes on, or is killed without having gone on. */
    private void stop() throws Exception {
        signal("-STOP");
        stops++;
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(5_000));
        if (random.nextBoolean()) {
            signal("-CONT");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
        }
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", signal, String.valueOf(hub.pid())).start().waitFor();
    }

    @Override
    public void close() {
        hospital.close();
        hub.close();
        services.close();
    }
}
