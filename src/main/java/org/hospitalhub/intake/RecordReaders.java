package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Set;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Wording;

/** Opens files of orders in their format and checks that they are complete before a record of them is accepted. */
final class RecordReaders {

    private static final Set<String> FORMATS = Set.of("json", "ndjson", "csv");

    private final IntakeSettings settings;
    private final PayloadReader reader;
    private final CyrillicEncodingDetector cyrillic = CyrillicEncodingDetector.load();

    RecordReaders(IntakeSettings settings, PayloadReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /** Returns whether files with this extension, in lower case, hold orders. */
    static boolean supports(String ending) {
        return FORMATS.contains(ending);
    }

    /** Surveys a file and checks its size and type. */
    FileSurvey survey(DroppedFile file) throws IOException {
        if (file.version().size() > settings.maxFile().toBytes()) {
            throw new UnreadableFileException("FILE_TOO_LARGE", Wording.of("FILE_TOO_LARGE", settings.maxFile()));
        }
        FileTypeCheck.requireOrderFile(file);
        FileSurvey survey = FileSurvey.of(file, cyrillic);
        if (survey.first() < 0) {
            throw new UnreadableFileException("EMPTY_FILE", Wording.of("EMPTY_FILE"), true);
        }
        return survey;
    }

    /**
     * Reads the syntax of the whole file, so that a file that breaks anywhere is refused before it is half accepted, and
     * counts its records.
     */
    Contents requireWhole(DroppedFile file, FileSurvey survey, Operation operation) throws IOException {
        try (RecordReader records = open(file, survey, operation)) {
            long count = 0;
            for (; records.next(); count++) {
                if (count >= settings.maxRecords()) {
                    throw new UnreadableFileException(
                            "TOO_MANY_RECORDS", Wording.of("TOO_MANY_RECORDS", settings.maxRecords()));
                }
            }
            return new Contents(count, records.format());
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException("CHARSET", Wording.of("CHARSET.utf-16"));
        }
    }

    /**
     * The contents of a whole file.
     *
     * @param format of its result, with a place for every cell of its longest row
     */
    record Contents(long records, Batch.Format format) {}

    /** Opens a file before its first record. */
    RecordReader open(DroppedFile file, FileSurvey survey, Operation operation) throws IOException {
        String name = operation.name();
        return switch (file.extension()) {
            case "json" -> new JsonRecordReader(file, survey, name, reader);
            case "ndjson" -> new NdjsonRecordReader(file, survey, name, reader);
            case "csv" -> csv(file, survey, operation);
            default -> throw new UnreadableFileException("UNKNOWN_FORMAT", Wording.of("UNKNOWN_FORMAT"));
        };
    }

    private RecordReader csv(DroppedFile file, FileSurvey survey, Operation operation) throws IOException {
        survey.requireReadable();
        CsvText text = new CsvText(file, survey, settings.maxPayload(operation.name()));
        return new CsvRecordReader(text, operation, reader.mapper(), settings.maxColumns(), cyrillic);
    }
}
