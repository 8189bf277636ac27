package org.hospitalhub.service.check;

import java.time.ZoneId;
import org.hospitalhub.service.definition.Setting;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** The kinds of values that a text of a definition can be required to be. */
enum ValueKind {
    /** A time. */
    DURATION("a time such as 10s, 1m or 24h", Setting.Type.DURATION) {
        @Override
        boolean reads(String text) {
            return parses(() -> DurationStyle.detectAndParse(text.strip()));
        }
    },
    /** A whole number. */
    NUMBER("a whole number", Setting.Type.INTEGER) {
        @Override
        boolean reads(String text) {
            return text.strip().matches("[0-9]{1,9}");
        }
    },
    /** A size. */
    SIZE("a size such as 500KB or 20MB", Setting.Type.SIZE) {
        @Override
        boolean reads(String text) {
            return parses(() -> DataSize.parse(text.strip()));
        }
    },
    /** An address. */
    URL("an https address", Setting.Type.URL) {
        @Override
        boolean reads(String text) {
            return text.startsWith("https://") || text.matches("http://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?");
        }
    },
    /** Scope of a pause. */
    PAUSE_OF("order or client", Setting.Type.CHOICE) {
        @Override
        boolean reads(String text) {
            return text.equals("order") || text.equals("client");
        }
    },
    /** A name under hub.identities. */
    IDENTITY("the name of an identity", Setting.Type.IDENTITY) {
        @Override
        boolean reads(String text) {
            return text.matches("[A-Za-z0-9][A-Za-z0-9_.-]*");
        }
    },
    /** A file. */
    FILE("a file", Setting.Type.FILE) {
        @Override
        boolean reads(String text) {
            return !text.isBlank();
        }
    },
    /** A time zone. */
    ZONE("a time zone such as Europe/Moscow", Setting.Type.ZONE) {
        @Override
        boolean reads(String text) {
            return text.equals("Z") || ZoneId.getAvailableZoneIds().contains(text);
        }
    };

    private final String words;
    private final Setting.Type type;

    ValueKind(String words, Setting.Type type) {
        this.words = words;
        this.type = type;
    }

    abstract boolean reads(String text);

    String words() {
        return words;
    }

    boolean fits(Setting setting) {
        return setting.type() == type;
    }

    private static boolean parses(Runnable parser) {
        try {
            parser.run();
            return true;
        } catch (IllegalArgumentException otherForm) {
            return false;
        }
    }
}
