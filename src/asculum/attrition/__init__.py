"""How it was fought: attrition laws, exact odds of stylised battles, and simulation."""
