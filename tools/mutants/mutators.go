package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// mutator walks through the files of a package and notes what can be changed.
type mutator struct {
	source
	fset    *token.FileSet
	info    *types.Info
	mutants []mutant
	// bare are conditions that are mutated only as a whole.
	bare []ast.Expr
}

type inner = func(from, to ast.Node) string

// add gives a mutant its number.
func (m *mutator) add(at ast.Node, what string) int {
	n := len(m.mutants) + 1
	m.mutants = append(m.mutants, mutant{n, m.fset.Position(at.Pos()), what})
	return n
}

func (m *mutator) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.CONST && n.Tok != token.TYPE
	case *ast.IfStmt:
		m.condition(n.Cond)
	case *ast.BinaryExpr:
		m.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT && !slices.Contains(m.bare, ast.Expr(n)) {
			m.flip(n, "! dropped")
		}
	case *ast.CallExpr:
		m.call(n)
	case *ast.BlockStmt:
		m.statements(n.List)
	case *ast.CaseClause:
		m.statements(n.Body)
	}
	return true
}

// condition removes a guard, or makes it always let through.
func (m *mutator) condition(c ast.Expr) {
	if m.constant(c) {
		return
	}
	m.bare = append(m.bare, c)
	never, always := m.add(c, "if never"), m.add(c, "if always")
	m.wrap(c, func(in inner) string {
		return fmt.Sprintf("(mutant(%d) || !mutant(%d) && (%s))", always, never, in(c, c))
	})
}

func (m *mutator) flip(e ast.Expr, what string) {
	n := m.add(e, what)
	m.wrap(e, func(in inner) string { return fmt.Sprintf("(mutant(%d) != (%s))", n, in(e, e)) })
}

func (m *mutator) binary(e *ast.BinaryExpr) {
	if m.constant(e) {
		return
	}
	switch e.Op {
	case token.LAND, token.LOR:
		m.operands(e)
	case token.LSS, token.GTR, token.LEQ, token.GEQ:
		m.boundary(e)
	case token.EQL, token.NEQ:
		if !slices.Contains(m.bare, ast.Expr(e)) {
			m.flip(e, "comparison turned round")
		}
	case token.ADD, token.SUB:
		m.sum(e)
	}
}

// operands drops one side of an && or ||.
func (m *mutator) operands(e *ast.BinaryExpr) {
	x, y := m.add(e.X, "left side dropped"), m.add(e.Y, "right side dropped")
	m.replace(e, func(in inner) string {
		if e.Op == token.LAND {
			return fmt.Sprintf("((mutant(%d) || (%s)) && (mutant(%d) || (%s)))", x, in(e.X, e.X), y, in(e.Y, e.Y))
		}
		return fmt.Sprintf("(!mutant(%d) && (%s) || !mutant(%d) && (%s))", x, in(e.X, e.X), y, in(e.Y, e.Y))
	})
}

// boundary turns < into <=, and the other way round.
func (m *mutator) boundary(e *ast.BinaryExpr) {
	n := m.add(e, "boundary moved")
	m.replace(e, func(in inner) string {
		x, y := in(e.X, e.X), in(e.Y, e.Y)
		if e.Op == token.GTR || e.Op == token.GEQ {
			x, y = y, x
		}
		if e.Op == token.LSS || e.Op == token.GTR {
			return fmt.Sprintf("mutantLess(%d, %s, %s)", n, x, y)
		}
		return fmt.Sprintf("mutantLessEqual(%d, %s, %s)", n, x, y)
	})
	if !slices.Contains(m.bare, ast.Expr(e)) {
		m.flip(e, "comparison turned round")
	}
}

func (m *mutator) sum(e *ast.BinaryExpr) {
	basic, ok := m.info.Types[e].Type.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsNumeric == 0 {
		return
	}
	n, other := m.add(e, "+ and - exchanged"), token.SUB
	if e.Op == token.SUB {
		other = token.ADD
	}
	m.replace(e, func(in inner) string {
		x, y := in(e.X, e.X), in(e.Y, e.Y)
		return fmt.Sprintf("mutated(%d, (%s) %s (%s), (%s) %s (%s))", n, x, e.Op, y, x, other, y)
	})
}

// call takes the smaller instead of the greater, or leaves an instant where it was.
func (m *mutator) call(c *ast.CallExpr) {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		other := map[string]string{"min": "max", "max": "min"}[f.Name]
		if other == "" || m.constant(c) || len(c.Args) < 2 {
			return
		}
		n := m.add(c, f.Name+" becomes "+other)
		m.replace(c, func(in inner) string {
			args := in(c.Args[0], c.Args[len(c.Args)-1])
			return fmt.Sprintf("mutated(%d, %s(%s), %s(%s))", n, f.Name, args, other, args)
		})
	case *ast.SelectorExpr:
		if t := m.info.Types[f.X].Type; f.Sel.Name != "Add" || t == nil || t.String() != "time.Time" {
			return
		}
		n := m.add(c, "instant not moved")
		m.wrap(c.Args[0], func(in inner) string {
			return fmt.Sprintf("mutated(%d, %s, 0)", n, in(c.Args[0], c.Args[0]))
		})
	}
}

// statements removes one statement.
func (m *mutator) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.ExprStmt, *ast.IncDecStmt:
		case *ast.BranchStmt:
			if s.Tok != token.CONTINUE && s.Tok != token.BREAK {
				continue
			}
		default:
			continue
		}
		n := m.add(s, "statement dropped")
		m.wrap(s, func(in inner) string { return fmt.Sprintf("if !mutant(%d) { %s }", n, in(s, s)) })
	}
}

func (m *mutator) constant(e ast.Expr) bool { return m.info.Types[e].Value != nil }
