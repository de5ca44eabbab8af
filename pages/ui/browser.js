// What Streamlit (1.67) leaves undone in the reader's browser. Nothing here asks the server.
export default function () {
  if (window.crossfadeListens) return;
  window.crossfadeListens = true;

  // Leaving a page, Streamlit first takes that page's controls out of the address it is about to
  // leave, as a history entry of its own: 'back' would come to the page without what was set.
  let leaving = false;
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const stays = new URL(url, location.href).pathname === location.pathname;
    if (leaving && stays) return;
    leaving = false;
    push(state, unused, url);
  };
  addEventListener("popstate", () => { leaving = false; });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-testid=stSidebarNavLink], [data-testid=stPageLink-NavLink]");
    if (!link) return;
    leaving = new URL(link.href).pathname !== location.pathname;
    setTimeout(() => { leaving = false; }, 5000); // the page did not change after all

    // Streamlit closes the menu on telephones only, not in a window as narrow as theirs.
    setTimeout(() => {
      const menu = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
      if (innerWidth < 768) menu?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    });
  }, true);
}
