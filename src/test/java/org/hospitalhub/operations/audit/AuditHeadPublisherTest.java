package org.hospitalhub.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The head of the audit outside of the ledger. */
class AuditHeadPublisherTest {

    @TempDir
    private Path folder;

    @Test
    void theHeadGoesToSyslog() throws Exception {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), new byte[32]);
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Ledger ledger =
                        JdbcLedger.open(settings, new Operations(List.of()), Map.of(), InstantSource.system())) {
            syslog.setSoTimeout(30_000);
            ledger.audit().record("olga", "unmask", null, null);
            new AuditHeadPublisher(ledger.audit(), "127.0.0.1:" + syslog.getLocalPort()).started();
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            syslog.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .startsWith("<86>")
                    .endsWith("hospital-hub: Head of the audit: "
                            + ledger.audit().verify().head());
        }
    }
}
