package org.hospitalhub.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.file.GenericFileFilter;
import org.hospitalhub.intake.OrderIntake.Result;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.rules.Languages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Spring beans of the intake: the file, JMS and HTTP triggers and their common acceptance. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeSettings.class)
public class IntakeConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeConfiguration.class);

    @Bean
    PayloadReader payloadReader(IntakeSettings settings) {
        return new PayloadReader(settings);
    }

    @Bean
    PayloadValidator payloadValidator(PayloadReader reader) {
        return new PayloadValidator(reader.mapper());
    }

    @Bean
    OrderIntake orderIntake(
            Operations operations, PayloadReader reader, PayloadValidator validator, Acceptance acceptance) {
        return new OrderIntake(operations, reader, validator, acceptance);
    }

    @Bean
    FailedFiles failedFiles(Clock clock) {
        return new FailedFiles(clock);
    }

    /** Creates the folders of all operations before the first file can be dropped. */
    @Bean
    DropFolder dropFolder(
            IntakeSettings settings,
            Operations operations,
            PayloadReader reader,
            Clock clock,
            FailedFiles failures,
            Languages hospital) {
        warnOfNames();
        DropFolder drop = new DropFolder(settings.dropDir(), reader.mapper(), clock, failures, hospital);
        createFolders(drop, operations.all());
        operations.whenAdded(operation -> createFolders(drop, List.of(operation)));
        return drop;
    }

    private static void createFolders(DropFolder drop, Collection<Operation> operations) {
        try {
            drop.createFolders(operations.stream().map(Operation::name).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the folders under hub.intake.drop-dir cannot be made", e);
        }
    }

    /**
     * Warns when file names cannot be read: Java takes their encoding from the locale, and under LANG=C it cannot open a file
     * with a Cyrillic name.
     */
    private static void warnOfNames() {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!encoding.equalsIgnoreCase("UTF-8")) {
            LOG.warn(
                    "Dropped files with names outside ASCII may not be found, because the locale's encoding is {}; start the"
                            + " hub with LANG=C.UTF-8",
                    encoding);
        }
    }

    @Bean
    StableFiles stableFiles(IntakeSettings settings, DropFolder drop, Clock clock) {
        return new StableFiles(settings, new OpenFiles(Path.of("/proc"), drop.in(), clock), clock);
    }

    /** Returns the filter of the route intake-file. */
    @Bean
    GenericFileFilter<?> stableFilesFilter(IntakeSettings settings, StableFiles stableFiles, DropFolder drop) {
        return new StableFilesFilter(settings, stableFiles, drop);
    }

    @Bean
    BatchIntake batchIntake(
            IntakeSettings settings,
            PayloadReader reader,
            PayloadValidator validator,
            Acceptance acceptance,
            Batches batches) {
        return new BatchIntake(settings, new RecordReaders(settings, reader), validator, acceptance, batches);
    }

    @Bean
    FileIntake fileIntake(
            IntakeSettings settings,
            Operations operations,
            DropFolder drop,
            StableFiles stableFiles,
            BatchIntake batches,
            Clock clock) {
        return new FileIntake(settings, operations, drop, stableFiles, batches, clock);
    }

    @Bean
    RequestBodies requestBodies(IntakeSettings settings) {
        return new RequestBodies(settings);
    }

    /** Keeps uploads under the data directory, because several hubs may share the drop folder. */
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
    RejectedMessages rejectedMessages(Clock clock) {
        return new RejectedMessages(clock);
    }

    @Bean
    JmsMessageReader jmsMessageReader(IntakeSettings settings, JmsSenders senders, MessageBodyReader bodies) {
        return new JmsMessageReader(settings, senders, bodies);
    }

    @Bean
    IntakeExchange intakeExchange(
            OrderIntake intake,
            FileIntake files,
            UploadIntake uploads,
            DropFolder drop,
            PayloadReader reader,
            Orders orders,
            JmsMessageReader messages,
            RejectedMessages rejectedMessages,
            Languages hospital,
            @Value("${hub.jms.max-deliveries:10}") int maxDeliveries) {
        return new IntakeExchange(
                intake,
                files,
                uploads,
                drop,
                messages,
                new JmsReplies(reader.mapper(), orders::result, hospital),
                rejectedMessages,
                maxDeliveries);
    }

    /** Sends an uploaded file through its route, like a dropped one. */
    @Bean
    BatchIntakeController batchIntakeController(IntakeSettings settings, ProducerTemplate camel, Languages hospital) {
        return new BatchIntakeController(
                settings,
                upload -> camel.requestBody("direct:intake-upload", upload, FileUpload.Result.class),
                hospital);
    }

    /** Sends orders over HTTP through their route like the other triggers, so that the route shows the way of every order. */
    @Bean
    OrderIntakeController orderIntakeController(
            RequestBodies bodies, Environment environment, ProducerTemplate camel, Orders orders, Languages hospital) {
        List<String> callbacks = Binder.get(environment)
                .bind("hub.delivery.callbacks", Bindable.listOf(String.class))
                .orElse(List.of());
        return new OrderIntakeController(
                bodies,
                new CallbackAllowlist(callbacks),
                submission -> camel.requestBody("direct:intake-http", submission, Result.class),
                orders::result,
                hospital);
    }
}
