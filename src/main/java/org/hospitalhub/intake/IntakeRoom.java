package org.hospitalhub.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.file.GenericFileFilter;
import org.hospitalhub.intake.Intake.Reply;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Puts the intake together: three triggers, one way of accepting. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeSettings.class)
public class IntakeRoom {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeRoom.class);

    @Bean
    PayloadReader payloadReader(IntakeSettings settings) {
        return new PayloadReader(settings);
    }

    @Bean
    Judge intakeJudge(PayloadReader reader) {
        return new Judge(reader.mapper());
    }

    @Bean
    Intake intake(Operations operations, PayloadReader reader, Judge judge, Acceptance acceptance) {
        return new Intake(operations, reader, judge, acceptance);
    }

    @Bean
    FailedFiles failedFiles(Clock clock) {
        return new FailedFiles(clock);
    }

    /** Makes the folders of all operations before the first file can be dropped. */
    @Bean
    DropFolder dropFolder(
            IntakeSettings settings, Operations operations, PayloadReader reader, Clock clock, FailedFiles failures) {
        warnOfNames();
        DropFolder drop = new DropFolder(settings.dropDir(), reader.mapper(), clock, failures);
        try {
            drop.prepare(operations.all().stream().map(Operation::name).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the folders under hub.intake.drop-dir cannot be made", e);
        }
        return drop;
    }

    /** Java takes the encoding of file names from the locale; under LANG=C it cannot open a file with a Cyrillic name. */
    private static void warnOfNames() {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!encoding.equalsIgnoreCase("UTF-8")) {
            LOG.warn(
                    "Dropped files whose names are not plain ASCII may not be seen, for the locale's encoding is {}; start the"
                            + " hub with LANG=C.UTF-8",
                    encoding);
        }
    }

    @Bean
    SettledFiles watchedFiles(IntakeSettings settings, DropFolder drop, Clock clock) {
        return new SettledFiles(settings, new OpenFiles(Path.of("/proc"), drop.in(), clock), clock);
    }

    /** The filter of the route intake-file. */
    @Bean
    GenericFileFilter<?> settledFiles(IntakeSettings settings, SettledFiles watched, DropFolder drop) {
        return new SettledFilesFilter(settings, watched, drop);
    }

    @Bean
    BatchIntake batchIntake(
            IntakeSettings settings, PayloadReader reader, Judge judge, Acceptance acceptance, Batches batches) {
        return new BatchIntake(settings, new RecordFiles(settings, reader), judge, acceptance, batches);
    }

    @Bean
    FileIntake fileIntake(
            IntakeSettings settings,
            Operations operations,
            DropFolder drop,
            SettledFiles settled,
            BatchIntake batches,
            Clock clock) {
        return new FileIntake(settings, operations, drop, settled, batches, clock);
    }

    @Bean
    RequestBodies requestBodies(IntakeSettings settings) {
        return new RequestBodies(settings);
    }

    /** Under the data directory and not the drop folder, which several hubs may share. */
    @Bean
    UploadIntake uploadIntake(
            IntakeSettings settings,
            RequestBodies bodies,
            Operations operations,
            BatchIntake batches,
            FailedFiles failures,
            @Value("${hub.data-dir:./data}") Path data)
            throws IOException {
        return new UploadIntake(settings, bodies, operations, batches, data.resolve("uploads"), failures);
    }

    @Bean
    Rejections rejections(Clock clock) {
        return new Rejections(clock);
    }

    @Bean
    GivenMessage givenMessage(IntakeSettings settings, JmsSenders senders, MessageBody bodies) {
        return new GivenMessage(settings, senders, bodies);
    }

    @Bean
    IntakeExchange intakeExchange(
            Intake intake,
            FileIntake files,
            UploadIntake uploads,
            DropFolder drop,
            PayloadReader reader,
            Orders orders,
            GivenMessage messages,
            Rejections rejections,
            @Value("${hub.jms.max-deliveries:10}") int maxDeliveries) {
        return new IntakeExchange(
                intake,
                files,
                uploads,
                drop,
                messages,
                new JmsReplies(reader.mapper(), orders::result),
                rejections,
                maxDeliveries);
    }

    /** A whole file over HTTP, through its route like a dropped one. */
    @Bean
    BatchesDoor batchesDoor(IntakeSettings settings, ProducerTemplate camel) {
        return new BatchesDoor(
                settings, upload -> camel.requestBody("direct:intake-upload", upload, Upload.Reply.class));
    }

    /** The HTTP trigger goes through its route like the others, so that the way of an order is seen there. */
    @Bean
    OrdersDoor ordersDoor(RequestBodies bodies, Environment environment, ProducerTemplate camel, Orders orders) {
        List<String> callbacks = Binder.get(environment)
                .bind("hub.delivery.callbacks", Bindable.listOf(String.class))
                .orElse(List.of());
        return new OrdersDoor(
                bodies,
                new Callbacks(callbacks),
                given -> camel.requestBody("direct:intake-http", given, Reply.class),
                orders::result);
    }
}
