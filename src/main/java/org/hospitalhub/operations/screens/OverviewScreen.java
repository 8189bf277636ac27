package org.hospitalhub.operations.screens;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.operations.access.HubUsers;
import org.hospitalhub.operations.access.OidcSettings;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.hospitalhub.rules.Wording;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows the state of every service, and pauses and resumes it; the start page. */
@Screen
class OverviewScreen {

    private final ServiceStatusReader states;
    private final Numbers numbers;
    private final FinishedOrdersChart flow;
    private final OperatorActions actions;
    private final HubUsers users;
    private final OidcSettings oidc;

    OverviewScreen(
            ServiceStatusReader states,
            Numbers numbers,
            FinishedOrdersChart flow,
            OperatorActions actions,
            HubUsers users,
            OidcSettings oidc) {
        this.states = states;
        this.numbers = numbers;
        this.flow = flow;
        this.actions = actions;
        this.users = users;
        this.oidc = oidc;
    }

    @GetMapping("/login")
    String login(Model model) {
        model.addAttribute("elsewhere", oidc.isOn() ? oidc.label() : null);
        model.addAttribute("passwords", !users.users().isEmpty());
        return "login";
    }

    @GetMapping("/")
    String overview(Model model) {
        List<ServiceStatusReader.ServiceStatus> services = states.all();
        model.addAttribute("services", services);
        model.addAttribute("requests", requestsPerOrder(services));
        model.addAttribute("flow", flow.picture());
        return "overview";
    }

    private Map<String, Double> requestsPerOrder(List<ServiceStatusReader.ServiceStatus> services) {
        Map<String, Double> requests = new TreeMap<>();
        services.forEach(service ->
                numbers.requestsPerOrder(service.name()).ifPresent(each -> requests.put(service.name(), each)));
        return requests;
    }

    /** Returns the page without its frame; it is loaded every few seconds. */
    @GetMapping("/overview")
    String live(Model model) {
        overview(model);
        return "overview :: live";
    }

    @PostMapping("/services/{name}/pause")
    String pause(@PathVariable String name, @RequestParam String why, Authentication who) {
        states.find(name);
        actions.pause(name, why, who);
        return "redirect:/";
    }

    @PostMapping("/services/{name}/resume")
    String resume(@PathVariable String name, Authentication who) {
        states.find(name);
        actions.resume(name, who);
        return "redirect:/";
    }

    @PostMapping("/services/{service}/operations/{operation}/resume")
    String resumeOperation(@PathVariable String service, @PathVariable String operation, Authentication who) {
        if (!states.find(service).pausedOperations().containsKey(operation)) {
            throw new NotFoundException(Wording.of("HTTP.no-operation", operation));
        }
        actions.resume(operation, who);
        return "redirect:/";
    }
}
