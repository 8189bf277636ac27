package org.hospitalhub.sandbox.nhif;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.hospitalhub.sandbox.Reply;

/** Sample replies of the simulator. All are invented, because the specification does not define bodies. */
final class SampleReplies {

    static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <nomenclature name="PBR001"><item code="06.03.01"><name>Бастун</name></item>\
            <item code="06.12.02"><name>Инвалидна количка</name></item></nomenclature>
            """;

    static final String HTML = """
            <!DOCTYPE html>
            <html><head><title>Грешка</title><style>body { color: red }</style></head>
            <body><h1>Системата е в профилактика</h1><p>Опитайте по-късно.</p></body></html>
            """;

    static final String FINDINGS = """
            {"message":"Документът има грешки","errors":[\
            {"path":"$.protocol.date","message":"Датата е в бъдещето"},\
            {"path":"$.items[0].code","message":"Непознат код по НЗОК"}]}""";

    static final String FAULT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <fault><code>17</code><text>Липсва номер на протокол</text></fault>
            """;

    private static final int HUGE = 30_000_000;

    private SampleReplies() {}

    /** Returns bytes that begin like a PDF and are not text in any encoding. */
    static byte[] pdf() {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + 128);
        }
        byte[] head = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }

    static Reply windows1251() {
        return new Reply(
                200,
                Map.of("Content-Type", "text/plain; charset=windows-1251"),
                "Справката е празна".getBytes(Charset.forName("windows-1251")));
    }

    static byte[] huge() {
        byte[] bytes = new byte[HUGE];
        Arrays.fill(bytes, (byte) ' ');
        bytes[0] = '[';
        bytes[HUGE - 1] = ']';
        return bytes;
    }
}
