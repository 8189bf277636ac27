package org.hospitalhub.operations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The picture of the way that orders take, with live counts. */
@Screen
class RoutesScreen {

    /** Rooms in the order of the way; between the second and the others lies the ledger. */
    private static final List<String> WAY = List.of("intake", "dispatch", "n3", "ehealth", "nhif", "delivery");

    private final CamelContext camel;

    RoutesScreen(CamelContext camel) {
        this.camel = camel;
    }

    /** The routes of one room. */
    record Room(String name, List<Line> routes) {}

    /**
     * One route.
     *
     * @param passed exchanges since the start
     * @param failed how many of them failed
     */
    record Line(String id, @Nullable String description, String status, long passed, long failed, long inside) {}

    @GetMapping("/routes")
    String routes(Model model) {
        List<Room> rooms = new ArrayList<>();
        for (String name : WAY) {
            List<Line> lines = camel.getRoutes().stream()
                    .filter(route -> route.getRouteId().startsWith(name + "-"))
                    .map(this::line)
                    .sorted(Comparator.comparing(Line::id))
                    .toList();
            if (!lines.isEmpty()) {
                rooms.add(new Room(name, lines));
            }
        }
        model.addAttribute("rooms", rooms);
        return "routes";
    }

    private Line line(Route route) {
        String id = route.getRouteId();
        String status = camel.getRouteController().getRouteStatus(id).name().toLowerCase(java.util.Locale.ROOT);
        ManagedCamelContext managed = camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        ManagedRouteMBean counts = managed == null ? null : managed.getManagedRoute(id);
        try {
            return counts == null
                    ? new Line(id, route.getDescription(), status, 0, 0, 0)
                    : new Line(
                            id,
                            route.getDescription(),
                            status,
                            counts.getExchangesTotal(),
                            counts.getExchangesFailed(),
                            counts.getExchangesInflight());
        } catch (Exception goneMeanwhile) {
            return new Line(id, route.getDescription(), status, 0, 0, 0);
        }
    }
}
