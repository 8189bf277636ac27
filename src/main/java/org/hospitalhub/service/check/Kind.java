package org.hospitalhub.service.check;

import java.time.ZoneId;
import java.util.Set;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.definition.Setting.Type;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** What a text of a definition must read as. */
enum Kind {
    /** A time. */
    DURATION("a time such as 10s, 1m or 24h", Set.of(Type.DURATION)) {
        @Override
        boolean reads(String text) {
            return parses(() -> DurationStyle.detectAndParse(text.strip()));
        }
    },
    /** A whole number. */
    NUMBER("a whole number", Set.of(Type.INTEGER)) {
        @Override
        boolean reads(String text) {
            return text.strip().matches("[0-9]{1,9}");
        }
    },
    /** A size. */
    SIZE("a size such as 500KB or 20MB", Set.of(Type.TEXT)) {
        @Override
        boolean reads(String text) {
            return parses(() -> DataSize.parse(text.strip()));
        }
    },
    /** An address. */
    URL("an https address", Set.of(Type.URL)) {
        @Override
        boolean reads(String text) {
            return text.startsWith("https://") || text.matches("http://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?");
        }
    },
    /** Whose pause it is. */
    PAUSE_OF("order or client", Set.of(Type.CHOICE)) {
        @Override
        boolean reads(String text) {
            return text.equals("order") || text.equals("client");
        }
    },
    /** A name under hub.identities. */
    IDENTITY("the name of an identity", Set.of(Type.IDENTITY)) {
        @Override
        boolean reads(String text) {
            return text.matches("[A-Za-z0-9][A-Za-z0-9_.-]*");
        }
    },
    /** A file. */
    FILE("a file", Set.of(Type.FILE)) {
        @Override
        boolean reads(String text) {
            return !text.isBlank();
        }
    },
    /** A time zone. */
    ZONE("a time zone such as Europe/Moscow", Set.of(Type.ZONE)) {
        @Override
        boolean reads(String text) {
            return text.equals("Z") || ZoneId.getAvailableZoneIds().contains(text);
        }
    };

    private final String words;
    private final Set<Type> types;

    Kind(String words, Set<Type> types) {
        this.words = words;
        this.types = types;
    }

    abstract boolean reads(String text);

    String words() {
        return words;
    }

    boolean fits(Setting setting) {
        return types.contains(setting.type());
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
