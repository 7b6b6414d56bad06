// Leave at once, so that "back" does not bring the page back.
document.getElementById("hide").addEventListener("click", (click) => {
  click.preventDefault();
  document.title = "Google";
  const away = click.currentTarget.href;
  document.body.replaceChildren();
  location.replace(away);
});
