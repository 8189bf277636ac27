package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nomenclatures that the hub asks for by itself, with a real ledger. */
class CatalogueRefreshTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InstantSource clock = () -> now;
    private Ledger ledger;
    private CatalogueRefresh refresh;

    @BeforeEach
    void open() {
        Catalogue catalogue = NhifFixture.catalogue(Map.of("codes", entry("6h", "2026")));
        NationalService service = NhifFixture.service(
                NhifFixture.settings("https://localhost"), catalogue, new Identities(new IdentitySettings(Map.of())));
        Operations operations = new Operations(service.operations());
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY),
                operations,
                Map.of("nhif", service.budgets().get(0)),
                clock);
        refresh = new CatalogueRefresh(catalogue, operations, ledger.acceptance(), ledger.orders(), clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aNomenclatureIsAskedForOnceInItsPeriod() {
        refresh.look();
        finish();
        refresh.look();
        assertThat(asked()).singleElement().satisfies(order -> {
            assertThat(order.priority()).isEqualTo(Priority.BATCH);
            assertThat(order.owner()).isEqualTo("catalogue");
            assertThat(new String(ledger.orders().payload(order.id()).orElseThrow(), StandardCharsets.UTF_8))
                    .contains("\"parameters\":[\"2026\"]");
        });
    }

    @Test
    void itIsAskedForAgainInTheNextPeriod() {
        refresh.look();
        finish();
        now = now.plus(Duration.ofHours(6));
        refresh.look();
        assertThat(asked()).hasSize(2);
    }

    @Test
    void itIsNotAskedForWhileTheFormerOrderIsOpen() {
        refresh.look();
        now = now.plus(Duration.ofHours(6));
        refresh.look();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void aMomentOfTheCalendarComesOnce() {
        RefreshTime daily = RefreshTime.of("0 30 5 * * *");
        Instant started = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(daily.due(daily.first(started), started.plusSeconds(60))).isEmpty();
        Instant due = daily.due(started, started.plus(Duration.ofDays(1))).orElseThrow();
        assertThat(daily.due(due, started.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void anUnreadableTimeStopsTheStart() {
        assertThatThrownBy(() -> NhifFixture.catalogue(Map.of("codes", entry("soon", "x"))))
                .hasMessageContaining("hub.nhif.catalogue.codes.refresh");
    }

    private List<Order> asked() {
        return ledger.orders()
                .list(new Orders.Query("nhif.query", null, null, null, "catalogue"), 0, 10)
                .items();
    }

    private void finish() {
        Claims.Claim.Claimed claimed = (Claims.Claim.Claimed) ledger.claims().claim("nhif", "node", now);
        ledger.claims().record(claimed.work(), new Outcome.Done(NhifFixture.JSON.createObjectNode()), now);
    }

    private static CatalogueEntry entry(String time, String parameter) {
        return new CatalogueEntry(
                "GET",
                "m",
                "v1",
                "CODES",
                List.of(),
                "*/*",
                "application/json",
                null,
                false,
                Duration.ofHours(1),
                time,
                List.of(parameter));
    }
}
