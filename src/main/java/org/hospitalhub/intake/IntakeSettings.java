package org.hospitalhub.intake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hospitalhub.ledger.Owners;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Folders, limits and pauses of the intake.
 *
 * @param dropDir folder with {@code in}, {@code out}, {@code done} and {@code failed}
 * @param filesPerScan most files of one folder that are read before the other folders are scanned again
 * @param settle how long a dropped file must not change before it is read
 * @param patience how long a file whose end looks unfinished must not change before it is read
 * @param retry pause before a file that could not be accepted is tried again
 * @param maxBody largest payload, in every trigger and for every record
 * @param maxLargeBody the same for operations that carry documents
 * @param largeOperations prefixes of the operations that carry documents; other files in their folders are attachments
 * @param attachmentWait how long an attachment may wait for the order that names it
 * @param maxAttachment largest file beside an order
 * @param maxFile largest dropped file
 * @param maxUpload largest file sent over HTTP
 * @param maxRecords most records of one file
 * @param maxColumns most columns of a CSV file
 * @param maxDepth deepest nesting of a payload
 * @param owner owner of the orders of dropped files
 * @param chunkRecords most records that are accepted in one transaction
 * @param chunkBytes most bytes of payload that are accepted in one transaction
 */
@ConfigurationProperties("hub.intake")
record IntakeSettings(
        @DefaultValue("./data/drop") Path dropDir,
        @DefaultValue("1000") int filesPerScan,
        @DefaultValue("2s") Duration settle,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("10s") Duration retry,
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("100MB") DataSize maxLargeBody,
        @DefaultValue List<String> largeOperations,
        @DefaultValue("1h") Duration attachmentWait,
        @DefaultValue("60MB") DataSize maxAttachment,
        @DefaultValue("2GB") DataSize maxFile,
        @DefaultValue("100MB") DataSize maxUpload,
        @DefaultValue("2000000") long maxRecords,
        @DefaultValue("1000") int maxColumns,
        @DefaultValue("64") int maxDepth,
        @DefaultValue(Owners.FILE) String owner,
        @DefaultValue("1000") int chunkRecords,
        @DefaultValue("4MB") DataSize chunkBytes) {

    boolean large(String operation) {
        return largeOperations.stream().anyMatch(operation::startsWith);
    }

    /** Returns the largest payload of an operation in bytes. */
    int maxPayload(String operation) {
        return Math.toIntExact((large(operation) ? maxLargeBody : maxBody).toBytes());
    }
}
