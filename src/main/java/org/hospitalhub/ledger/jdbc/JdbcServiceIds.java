package org.hospitalhub.ledger.jdbc;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OrderRecord;

/** The ids that services gave to orders. One id belongs to one request: a different request that gets it has somebody else's answer. */
final class JdbcServiceIds {

    private final Database database;
    private final SealedJson sealedJson;

    JdbcServiceIds(Database database, SealedJson sealedJson) {
        this.database = database;
        this.sealedJson = sealedJson;
    }

    private record Holder(String order, byte[] question) {}

    /**
     * Notes that a service gave an order this id. Runs in a transaction; of two that note the same id at the same time, on
     * whatever node, the second waits here for the first.
     *
     * @return the orders with another question that have the id already; then nothing was noted
     */
    Set<String> note(String service, String id, OrderRecord row) {
        byte[] reference = sealedJson.fingerprint("service id " + service, bytes(id));
        byte[] question =
                row.reuseKey() == null ? sealedJson.fingerprint("no question", bytes(row.id())) : row.reuseKey();
        insert(service, reference, "", row.id(), question);
        Set<String> others = new LinkedHashSet<>();
        boolean noted = false;
        for (Holder holder : holders(service, reference)) {
            boolean own = holder.order().equals(row.id());
            noted |= own;
            if (!own && !Arrays.equals(holder.question(), question)) {
                others.add(holder.order());
            }
        }
        if (others.isEmpty() && !noted) {
            insert(service, reference, row.id(), row.id(), question);
        }
        return others;
    }

    private void insert(String service, byte[] reference, String holder, String order, byte[] question) {
        database.write().update("""
                        insert into service_ids (service, reference, holder, order_id, question) values (?, ?, ?, ?, ?) \
                        on conflict do nothing""", service, reference, holder, order, question);
    }

    private List<Holder> holders(String service, byte[] reference) {
        return database.write()
                .query(
                        "select order_id, question from service_ids where service = ? and reference = ? order by holder",
                        (row, n) -> new Holder(row.getString("order_id"), row.getBytes("question")),
                        service,
                        reference);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
