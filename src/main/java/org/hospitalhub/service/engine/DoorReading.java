package org.hospitalhub.service.engine;

import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.hospitalhub.calls.media.ReadingOptions;
import org.hospitalhub.service.definition.Door;
import org.springframework.util.unit.DataSize;

/** Creates the rules for reading answers from a door's definition. */
final class DoorReading {

    private static final int MOST = 20_000_000;

    private DoorReading() {}

    static ReadingOptions of(StepProgram step, SettingValues settings) {
        Door.Reading read = step.door().read();
        Set<ReadingOptions.Also> also = EnumSet.noneOf(ReadingOptions.Also.class);
        for (String word : read.also()) {
            also.add(ReadingOptions.Also.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return new ReadingOptions(
                step.answerMedia(),
                read.charsets().stream().map(Charset::forName).toList(),
                read.gunzip(),
                also,
                read.anyCase(),
                read.lift(),
                bytes(step.door(), settings));
    }

    /** Returns the largest answer of a door in bytes. */
    static int bytes(Door door, SettingValues settings) {
        String limit = settings.resolve(door.answerLimit()).strip();
        return limit.isEmpty()
                ? MOST
                : (int) Math.min(Integer.MAX_VALUE - 8, DataSize.parse(limit).toBytes());
    }
}
